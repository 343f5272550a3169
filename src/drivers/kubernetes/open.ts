import { resolve } from 'node:path'
import { type Diagnostic, fail, messageOf, ok, type Result } from '../../base/index.ts'
import type { OpenContext } from '../kind.ts'
import { settledText } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { ofGroup, readVersionTemplate } from '../version-text.ts'
import { KubernetesDriver, type KubernetesLimits } from './driver.ts'
import { accountFolder, findReach, readConfig } from './kubeconfig.ts'
import type { KubernetesPlan, Manner } from './plan.ts'
import type { KubernetesSettings } from './schema.ts'
import { pointerToLabel, type WrittenAt } from './version-place.ts'

/** Makes a driver of its settings. What says how the cluster is reached has to be there; nothing is reached yet. */
export function openKubernetesDriver(
  settings: KubernetesSettings,
  { folder, env, component, problem }: OpenContext,
  limits?: KubernetesLimits,
): Result<KubernetesDriver, readonly Diagnostic[]> {
  const reader = new TemplateReader({ folder, env }, undefined, problem)
  const { kubeconfig, context, namespace, workload, name, selector, container, part } = settings
  const optional = (written: string | undefined, member: string) =>
    written === undefined ? undefined : reader.text(written, ofGroup, [member])
  const plan: KubernetesPlan = {
    kubeconfig: optional(kubeconfig, 'kubeconfig'),
    context: optional(context, 'context'),
    namespaces:
      typeof namespace === 'string'
        ? [reader.text(namespace, ofGroup, ['namespace'])]
        : namespace.map((each, i) => reader.text(each, ofGroup, ['namespace', i])),
    workload,
    by: name === undefined ? 'selector' : 'name',
    named: reader.text(name ?? selector ?? '', ofGroup, [name === undefined ? 'selector' : 'name']),
    manner: mannerOf(settings),
    container,
    written: writtenAt(settings, reader),
    part,
  }
  if ((name === undefined) === (selector === undefined))
    reader.refuse([], 'the workload is found by its name, or by labels', 'either "name" or "selector"')
  if (workload === 'Deployment' && settings.updateStrategy === 'OnDelete')
    reader.refuse(['updateStrategy'], 'a Deployment always rolls by itself', 'leave it out')
  if (reader.problems.length === 0) checkReach(plan, reader)
  if (reader.problems.length > 0) return fail(reader.problems)
  return ok(new KubernetesDriver(`kubernetes driver of ${component}`, plan, { folder, env }, limits))
}

/** What is wrong in files, and not with the cluster, stays so however often a run tries. */
function checkReach({ kubeconfig, context }: KubernetesPlan, reader: TemplateReader): void {
  const file = kubeconfig && settledText(kubeconfig)
  const named = context && settledText(context)
  if (kubeconfig !== undefined && file === undefined) return
  if (kubeconfig !== undefined && !reader.checkIs('file', kubeconfig, ['kubeconfig'])) return
  const { env, folder } = reader.ground
  const around = { env, accountFolder }
  const path = file === undefined ? undefined : resolve(folder, file)
  try {
    if (context !== undefined && named === undefined) readConfig(path, around)
    else findReach(path, named, around)
  } catch (error) {
    const place = named !== undefined ? ['context'] : file !== undefined ? ['kubeconfig'] : []
    reader.refuse(place, messageOf(error))
  }
}

const mannerOf = ({ workload, updateStrategy }: KubernetesSettings): Manner =>
  updateStrategy === 'OnDelete' ? 'on-delete' : workload === 'StatefulSet' ? 'partition' : 'rolls'

function writtenAt(settings: KubernetesSettings, reader: TemplateReader): WrittenAt {
  const { image, label, env, pointer, value, digests } = settings
  const places = [image, label, env, pointer].filter((place) => place !== undefined)
  if (places.length !== 1)
    reader.refuse(
      [],
      places.length === 0
        ? 'nothing says where the version is written'
        : 'the version is written in one place',
      'one of "image", "label", "env" and "pointer"',
    )
  if (image === undefined) {
    const text = readVersionTemplate(value ?? '{version}', ['value'], reader)
    if (digests !== undefined) reader.refuse(['digests'], 'they are those of images', 'add "image"')
    if (env !== undefined) return { at: 'env', text, name: env }
    const called = label === undefined ? (pointer ?? '') : `label "${label}"`
    return { at: 'pointer', text, pointer: pointer ?? pointerToLabel(label ?? ''), called }
  }
  if (value !== undefined)
    reader.refuse(['value'], 'an image is written as "image" says', 'leave it out, or leave "image" out')
  return { at: 'image', text: readVersionTemplate(image, ['image'], reader), digests }
}
