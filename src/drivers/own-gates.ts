/** Gates that drivers of platforms can tell themselves, where the document does not say how they are asked. */
const gates: readonly string[] = ['healthy', 'rolled-out']

/** Throws where a gate is none of those. */
export function checkGate(gate: string, platform: string): void {
  if (gates.includes(gate)) return
  throw new Error(
    `${platform} knows no gate ${gate}, only ${gates.join(' and ')}: the document has to say how it is asked`,
  )
}
