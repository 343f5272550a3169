import { resolve } from 'node:path'
import { type Diagnostic, fail, ok, type Result } from '../../base/index.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { openKubernetesDriver } from '../kubernetes/open.ts'
import { plainText } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { ofGroup, readVersionTemplate } from '../version-text.ts'
import { HelmDriver } from './driver.ts'
import type { HelmPlan } from './plan.ts'
import type { HelmSettings } from './schema.ts'

/** Makes a driver of its settings. Nothing is run yet. */
export function openHelmDriver(
  settings: HelmSettings,
  context: OpenContext,
): Result<ServingDriver, readonly Diagnostic[]> {
  const { folder, env, component, problem } = context
  const reader = new TemplateReader({ folder, env }, undefined, problem)
  const { release, namespace, chart, charts, version, values, set, args, program = 'helm' } = settings
  const wait_ms = reader.wait(settings.wait ?? '5m', ['wait'], 'some')
  const file = (path: string): string => resolve(folder, path)
  reader.checkProgram(plainText(program), ['program'])
  for (const [i, path] of (values ?? []).entries()) reader.checkIs('file', plainText(path), ['values', i])
  if (settings.kubeconfig !== undefined)
    reader.checkIs('file', plainText(settings.kubeconfig), ['kubeconfig'])
  const plan: HelmPlan = {
    program: program.includes('/') ? file(program) : program,
    release: reader.text(release, ofGroup, ['release']),
    namespace: reader.text(namespace, ofGroup, ['namespace']),
    // A folder is one only where it says so; else it is a name in a repository.
    chart: reader.text(/^\.{0,2}\//.test(chart) ? file(chart) : chart, ofGroup, ['chart']),
    charts: charts === undefined ? undefined : new Map(Object.entries(charts)),
    version: readVersionTemplate(version ?? '{version}', ['version'], reader),
    values: (values ?? []).map(file),
    set: new Map(
      Object.entries(set ?? {}).map(([name, value]) => [
        name,
        reader.text(value, [...ofGroup, 'to'], ['set', name]),
      ]),
    ),
    args: args ?? [],
    wait_s: Math.ceil(wait_ms / 1000),
    env: settings.env ?? {},
    kubeconfig: settings.kubeconfig === undefined ? undefined : file(settings.kubeconfig),
    context: settings.context === undefined ? undefined : reader.text(settings.context, ofGroup, ['context']),
  }
  const pods = podsOf(settings, context)
  const problems = [...reader.problems, ...(pods.ok ? [] : pods.problem)]
  if (problems.length > 0 || !pods.ok) return fail(problems)
  return ok(new HelmDriver(`helm driver of ${component}`, plan, { folder, env }, pods.value))
}

/** Pods are where the release is, unless they say otherwise. */
function podsOf(
  { pods, kubeconfig, context }: HelmSettings,
  around: OpenContext,
): Result<ServingDriver | undefined, readonly Diagnostic[]> {
  if (pods === undefined) return ok(undefined)
  const whole = {
    ...pods,
    ...(pods.kubeconfig === undefined && kubeconfig !== undefined && { kubeconfig }),
    ...(pods.context === undefined && context !== undefined && { context }),
  }
  return openKubernetesDriver(whole, {
    ...around,
    problem: (path, message, help) => around.problem(['pods', ...path], message, help),
  })
}
