import type { GroupName } from '../../execute/index.ts'
import { fill, type Template } from '../template.ts'
import { type VersionTemplate, type VersionText, versionTextOf } from '../version-text.ts'

/** Settings that were read: what their texts stand for is known. */
export interface HelmPlan {
  readonly program: string
  readonly release: Template
  readonly namespace: Template
  readonly chart: Template
  /** Versions of the chart, by those of the component. */
  readonly charts: ReadonlyMap<string, string> | undefined
  readonly version: VersionTemplate
  readonly values: readonly string[]
  readonly set: ReadonlyMap<string, Template>
  readonly args: readonly string[]
  readonly wait_s: number
  readonly env: Readonly<Record<string, string>>
  readonly kubeconfig: string | undefined
  readonly context: Template | undefined
}

/** What the settings say of one group. */
export interface HelmTarget {
  readonly release: string
  readonly namespace: string
  readonly chart: string
  /** Arguments that all commands have. */
  readonly common: readonly string[]
  /** The version of the chart for one of the component. Throws where nobody says it. */
  chartOf(version: string): string
  /** The version of the component for one of the chart; undefined where nobody says it. */
  versionOf(chart: string): string | undefined
}

export function helmTargetOf(plan: HelmPlan, group: GroupName): HelmTarget {
  const filled = (template: Template): string => fill(template, { ...group })
  const text = versionTextOf(plan.version, group)
  const context = plan.context === undefined ? [] : [`--kube-context=${filled(plan.context)}`]
  const kubeconfig = plan.kubeconfig === undefined ? [] : [`--kubeconfig=${plan.kubeconfig}`]
  const namespace = filled(plan.namespace)
  return {
    release: filled(plan.release),
    namespace,
    chart: filled(plan.chart),
    common: [`--namespace=${namespace}`, ...kubeconfig, ...context],
    chartOf: (version) => text.write(chartOf(plan, version)),
    versionOf: (chart) => versionOf(plan, text, chart),
  }
}

function chartOf({ charts }: HelmPlan, version: string): string {
  const chart = charts === undefined ? version : charts.get(version)
  if (chart === undefined) throw new Error(`"charts" does not say which chart brings version ${version}`)
  return chart
}

function versionOf({ charts }: HelmPlan, text: VersionText, chart: string): string | undefined {
  const found = text.read(chart)
  if (charts === undefined || found === undefined) return found
  return [...charts].find(([, each]) => each === found)?.[0]
}
