import { Random } from '../test/oracle/random.ts'

/*
 * A folder as a platform team has it: rendered charts, mostly deployments with their services, some of them written
 * for API versions that are gone.
 */

/** As many of the manifests are written in a version that is no longer served. */
const outdatedShare = 0.05

export interface Manifests {
  /** One text per file. */
  readonly texts: readonly string[]
  /** Those that a server of the version below refuses. */
  readonly refused: number
}

/** The version of the server that they are judged for. */
export const serverVersion = '1.33.0'

export function makeManifests(count: number, seed: number): Manifests {
  const random = new Random(seed)
  let refused = 0
  const texts = Array.from({ length: count }, (_, i) => {
    const isOutdated = random.chance(outdatedShare)
    if (isOutdated) refused++
    return random.chance(0.6) ? deployment(i, random) + gone(i, isOutdated) : service(i) + gone(i, isOutdated)
  })
  return { texts, refused }
}

const meta = (name: string): string => `metadata:
  name: ${name}
  namespace: shop
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/managed-by: Helm
    app.kubernetes.io/version: "2.14.3"
`

const deployment = (i: number, random: Random): string => `---
# Source: shop/templates/deployment-${i}.yaml
apiVersion: apps/v1
kind: Deployment
${meta(`worker-${i}`)}spec:
  replicas: ${random.whole(1, 9)}
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 } }
  selector:
    matchLabels:
      app.kubernetes.io/name: worker-${i}
  template:
    metadata:
      annotations:
        checksum/config: "${random.whole(1_000_000, 9_999_999)}"
      labels:
        app.kubernetes.io/name: worker-${i}
    spec:
      serviceAccountName: worker
      securityContext: { runAsNonRoot: true, fsGroup: 1000 }
      containers:
        - name: worker
          image: "registry.example/shop/worker:2.14.${random.whole(0, 30)}"
          imagePullPolicy: IfNotPresent
          args: ["--listen", ":8080", "--log-level=info"]
          env:
            - { name: QUEUE, value: "orders-${i}" }
            - name: PASSWORD
              valueFrom:
                secretKeyRef: { name: worker, key: password }
          ports:
            - { name: http, containerPort: 8080, protocol: TCP }
          livenessProbe:
            httpGet: { path: /healthz, port: http }
          resources:
            limits: { cpu: 500m, memory: ${random.whole(1, 8) * 128}Mi }
            requests: { cpu: 100m, memory: 128Mi }
          volumeMounts:
            - { name: config, mountPath: /etc/worker, readOnly: true }
      volumes:
        - name: config
          configMap: { name: worker-${i} }
`

const service = (i: number): string => `---
apiVersion: v1
kind: Service
${meta(`front-${i}`)}spec:
  type: ClusterIP
  ports:
    - port: 80
      targetPort: http
      protocol: TCP
      name: http
  selector:
    app.kubernetes.io/name: front-${i}
`

/** A second document in some files: of a version that the server no longer has, where that is asked for. */
const gone = (i: number, isOutdated: boolean): string => `---
apiVersion: ${isOutdated ? 'policy/v1beta1' : 'policy/v1'}
kind: PodDisruptionBudget
${meta(`budget-${i}`)}spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: worker-${i}
`
