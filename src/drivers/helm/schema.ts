import * as z from 'zod/mini'
import { about, text } from '../../document/index.ts'
import { kubernetesMembers } from '../kubernetes/schema.ts'
import { environment, wait } from '../members.ts'

/* How the settings of a `helm` driver are spelled. */

const optionalText = (description: string) => z.optional(about(text(), description))

export const helmSchema = () =>
  z.strictObject({
    kind: z.literal('helm'),
    release: about(text(), 'The name of the release. {scope} and {component} may stand in it.'),
    namespace: about(text(), 'The namespace of the release. {scope} may stand in it.'),
    chart: about(
      text(),
      'The chart, as `helm upgrade` takes it: repository/name, oci://registry/name, or ./folder.',
    ),
    charts: z.optional(
      about(
        z.record(text(), text()),
        'Where charts have versions of their own: the version of the chart for each version of the component.',
      ),
    ),
    version: optionalText(
      'How a version of the component is written as that of the chart, as `v{version}`; `{version}` when left out.',
    ),
    values: z.optional(
      about(z.array(text()).check(z.minLength(1)), 'Files with values; they begin where the document lies.'),
    ),
    set: z.optional(
      about(
        z.record(text(), z.string()),
        'Values by their names, as texts; {to} in them is the new version, as `image.tag: v{to}`.',
      ),
    ),
    args: z.optional(
      about(
        z.array(text()).check(z.minLength(1)),
        'What is handed to `helm upgrade` beside, as it stands, as `--reset-then-reuse-values`.',
      ),
    ),
    wait: z.optional(
      about(
        wait(),
        'How long `helm upgrade` waits for the resources of the release to be ready: 5m when left out.',
      ),
    ),
    program: optionalText('The program, `helm` when left out.'),
    env: z.optional(environment()),
    kubeconfig: optionalText('The file that says how to reach the cluster, where it is not the usual one.'),
    context: optionalText('Which of its contexts. {scope} may stand in it.'),
    pods: z.optional(
      about(
        z.strictObject(kubernetesMembers()),
        'Where the instances of the component are the pods of a workload in the chart, and not the release as a whole: how they are seen.',
      ),
    ),
  })

export type HelmSettings = z.output<ReturnType<typeof helmSchema>>
