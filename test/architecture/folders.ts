/** What the files of one folder under src/ may import, beside their own siblings and node's nothing. */
export interface FolderRule {
  /** Folders whose index.ts may be imported in any way. */
  readonly imports: readonly string[]
  /** Folders of which only types may be imported, with `import type`. */
  readonly types?: readonly string[]
  /** npm packages. */
  readonly packages?: readonly string[]
  /** node's own modules; 'any' also permits the clock, chance and the process. */
  readonly builtins?: readonly string[] | 'any'
  readonly because: string
}

const results = [
  'compare',
  'lifecycle',
  'release',
  'tags',
  'version',
  'policy',
  'fleet',
  'check',
  'calendar',
  'plan',
  'execute',
  'forecast',
  'negotiate',
  'revision',
]

/** The data flow. A new folder needs a row here, with its reason. */
export const folders: Readonly<Record<string, FolderRule>> = {
  base: {
    imports: [],
    builtins: ['node:crypto'],
    because: 'everything stands on base, so base stands on nothing',
  },
  version: {
    imports: ['base'],
    because: 'versions are understood without knowing what they are versions of',
  },
  document: {
    imports: ['base'],
    packages: ['toml-eslint-parser', 'yaml', 'zod'],
    because: 'reading text with positions is the same for every kind of document',
  },
  expression: {
    imports: ['base', 'version'],
    packages: ['@marcbachmann/cel-js'],
    builtins: ['node:module'],
    because: 'an expression asks about versions, and its language is loaded when a policy has one',
  },
  compare: {
    imports: ['base', 'document', 'version'],
    packages: ['@babel/parser'],
    builtins: ['node:module'],
    because:
      'two texts of an interface are compared without knowing who promised what; the parser of TypeScript is loaded when it is needed',
  },
  policy: {
    imports: ['base', 'document', 'version', 'compare', 'expression'],
    packages: ['zod'],
    because:
      'a policy is about versions, whatever fleet it is later applied to, and names changes as a comparison does',
  },
  fleet: {
    imports: ['base', 'document', 'version'],
    packages: ['zod'],
    because: 'a fleet is a fact, whatever policy it is later judged by',
  },
  check: {
    imports: ['base', 'version', 'policy', 'fleet'],
    because: 'a verdict needs a fleet and a policy, and no text that they were read from',
  },
  calendar: {
    imports: ['base', 'document'],
    packages: ['luxon', 'zod'],
    builtins: ['node:module'],
    because:
      'when work may be done is a fact, whatever the work is; what knows time zones is loaded when a calendar is read',
  },
  plan: {
    imports: ['base', 'version', 'policy', 'fleet', 'check', 'calendar'],
    types: ['lifecycle'],
    builtins: ['node:crypto'],
    because: 'a plan is made of states that check judges, and keeps what loads loading',
  },
  forecast: {
    imports: ['base', 'version', 'policy', 'fleet', 'check', 'plan'],
    because: 'what lies ahead follows from rules, releases and the plans that there are today',
  },
  negotiate: {
    imports: ['base', 'version'],
    types: ['policy'],
    because: 'it runs inside the programs themselves, which have their policy ready and read no text',
  },
  lifecycle: {
    imports: ['base', 'document', 'version', 'policy', 'fleet'],
    because: 'what a manifest asks for is judged by the ledger alone, whatever else runs',
  },
  release: {
    imports: ['base', 'version', 'policy', 'fleet', 'check', 'plan', 'compare'],
    because: 'a release is judged by what the policy promises of releases, and by who still gets to it',
  },
  tags: {
    imports: ['base', 'version', 'policy', 'release'],
    because: 'tags are releases that stand somewhere: on a branch, after others, in a repository',
  },
  vet: {
    imports: [
      'base',
      'version',
      'policy',
      'fleet',
      'check',
      'plan',
      'negotiate',
      'lifecycle',
      'release',
      'tags',
    ],
    because: 'a policy is tested by judging its own examples: states, plans and manifests alike',
  },
  execute: {
    imports: ['base', 'plan'],
    types: ['fleet'],
    because:
      'a run carries out what a plan says by its texts alone; time, chance, platform and journal are its arguments',
  },
  explain: {
    imports: ['base', 'fleet'],
    types: results,
    because: 'explaining words a finished result and must not compute another one',
  },
  revision: {
    imports: ['base'],
    because: 'two plans are compared by what their documents say, whoever made them',
  },
  render: {
    imports: ['base', 'version', 'fleet', 'policy', 'explain'],
    types: results,
    builtins: ['node:crypto'],
    because:
      'pages, diagrams and runbooks lay finished results out, in words of explain; a page names its only script by its hash',
  },
  contract: {
    imports: ['base', 'document', 'version', 'fleet', 'explain'],
    types: [...results, 'workers'],
    packages: ['zod'],
    because:
      'the JSON documents describe finished results in words of explain and must not compute another one',
  },
  import: {
    imports: ['base', 'document', 'version', 'policy'],
    packages: ['zod'],
    because:
      'data of other systems becomes the text of a policy, which is judged as if somebody had written it',
  },
  drivers: {
    imports: ['base', 'document', 'execute'],
    packages: ['zod'],
    builtins: 'any',
    because: 'drivers look at platforms and move what is there; when to do which is for execute',
  },
  runs: {
    imports: ['base', 'document', 'execute'],
    builtins: 'any',
    because: 'what runs leave behind on this machine: journals, locks, and what is asked of them',
  },
  workers: {
    imports: ['base', 'document', 'execute'],
    packages: ['@dbos-inc/dbos-sdk', 'pg'],
    builtins: 'any',
    because:
      'many processes carry out what one does elsewhere; what platforms are and what is said of it is for others',
  },
  connect: {
    imports: ['base', 'version', 'document', 'policy', 'fleet', 'check', 'plan', 'compare'],
    types: ['release', 'tags'],
    packages: ['csv-parse'],
    builtins: 'any',
    because: 'connectors bring data in and out; wording and wiring are for explain and cli',
  },
  cli: {
    imports: [
      'base',
      'version',
      'document',
      'policy',
      'fleet',
      'check',
      'calendar',
      'plan',
      'forecast',
      'lifecycle',
      'negotiate',
      'compare',
      'release',
      'tags',
      'vet',
      'revision',
      'explain',
      'render',
      'contract',
      'import',
      'connect',
      'execute',
      'drivers',
      'runs',
      'workers',
    ],
    packages: ['commander'],
    builtins: 'any',
    because: 'the command line wires everything, and nothing imports it',
  },
}

/** npm packages that test files may import, in every folder. */
export const testPackages = ['vitest', 'fast-check', 'semver', 'ajv']
