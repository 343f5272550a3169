import * as z from 'zod/mini'
import { about, text } from '../../document/index.ts'

/* How the settings of a `kubernetes` driver are spelled: where the workload of a component is, and where its version is written. */

const label = () =>
  z.string().check(z.regex(/^[\w.-]+(\/[\w.-]+)?$/, 'the name of a label such as app.example/version'))

const optionalText = (description: string) => z.optional(about(text(), description))

export const kubernetesMembers = () => ({
  kubeconfig: optionalText(
    'The file that says how to reach clusters; when left out, what KUBECONFIG names, ~/.kube/config, or the account of the pod around Interlock.',
  ),
  context: optionalText('Which of its contexts; the current one when left out. {scope} may stand in it.'),
  namespace: about(
    z.union([text(), z.array(text()).check(z.minLength(1))]),
    'The namespace, or several. {scope} may stand in it.',
  ),
  workload: about(
    z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
    'What kind of workload it is. A StatefulSet, and what is updated OnDelete, moves batch by batch; everything else rolls by itself.',
  ),
  name: optionalText('Its name. {scope} and {component} may stand in it.'),
  selector: optionalText(
    'In place of a name, the labels that all workloads of the component carry, as `app=hub,tier=core`.',
  ),
  updateStrategy: z.optional(
    about(z.enum(['RollingUpdate', 'OnDelete']), 'As the workload has it; RollingUpdate when left out.'),
  ),
  container: optionalText('The container whose version it is, where pods have several.'),
  image: optionalText(
    'How the image is written, as `registry.example/hub:{version}`: the version is read from it and written into it.',
  ),
  digests: z.optional(
    about(
      z.record(text(), z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 digits'))),
      'The digest of the image of each version. The version of what runs another one cannot be told.',
    ),
  ),
  label: z.optional(about(label(), 'In place of the image, a label of the pods that carries the version.')),
  env: optionalText('In place of the image, a variable of the container that carries the version.'),
  pointer: z.optional(
    about(
      z
        .string()
        .check(
          z.regex(/^\/(metadata|spec)(\/[^/]+)+$/, 'a JSON pointer such as /metadata/annotations/release'),
        ),
      'In place of the image, where in a pod and its template the version stands, as a JSON pointer.',
    ),
  ),
  value: optionalText(
    'How the version is written at `label`, `env` or `pointer`, as `v{version}`; `{version}` when left out.',
  ),
  part: z.optional(
    about(
      label(),
      'A label of the pods whose value is the name of the part of the fleet document that they belong to.',
    ),
  ),
})

export const kubernetesSchema = () =>
  z.strictObject({ kind: z.literal('kubernetes'), ...kubernetesMembers() })

export type KubernetesSettings = Omit<z.output<ReturnType<typeof kubernetesSchema>>, 'kind'>
