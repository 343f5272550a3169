import { faultSentence, isWrong, type VerifyResult } from '../explain/index.ts'
import { contractVersion } from './check.ts'

export const verifyDocument = (result: VerifyResult): unknown => ({
  apiVersion: contractVersion,
  kind: 'VerifyResult',
  digest: result.digest,
  stages: result.stages,
  states: result.proof.states,
  rules: result.proof.rules,
  faults: result.proof.faults.map((fault) => ({
    kind: fault.kind,
    outcome: fault.outcome,
    severity: isWrong(fault) ? 'error' : fault.outcome === 'broken' ? 'warning' : 'unknown',
    rule: fault.rule?.name ?? null,
    stages: fault.stages,
    scope: fault.scope,
    component: fault.component,
    versions: fault.versions,
    message: faultSentence(fault),
  })),
  drift: result.drift,
  changedPolicies: result.changedPolicies,
})
