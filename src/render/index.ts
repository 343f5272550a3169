export { planDot } from './dot.ts'
export { planMermaid } from './mermaid.ts'
export { planPage } from './page.ts'
export { planRunbook } from './runbook.ts'
