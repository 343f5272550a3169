export { type DriverDocument, readDriverDocument } from './document.ts'
export { type ComponentName, type OpenedDrivers, type OpenRequest, openDrivers } from './open.ts'
export { driverJsonSchema } from './schema.ts'
