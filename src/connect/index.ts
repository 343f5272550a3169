export { isFile, namesIn, readText } from './files.ts'
export { type FleetInput, type FleetReading, namedPolicies, openInputs, readFleet } from './fleets.ts'
export { type ManifestText, openManifests } from './manifests.ts'
export { loadPolicy, otherPolicies, type PolicyFolders, readPolicyText, shippedPolicies } from './policies.ts'
