/** Writes what checks documents, from `schemas/`; run by hand after each edit there: `node src/manifest/generate-validators.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'

interface Checked {
  /** In `schemas/`, without the ending. */
  readonly schema: string
  /** What it has passed as. */
  readonly type: string
}

export interface Validators {
  /** Below `src/`. */
  readonly file: string
  /** Where the types are, from there. */
  readonly types: string
  readonly checked: readonly Checked[]
}

export const generated: readonly Validators[] = [
  {
    file: 'manifest/validators.generated.ts',
    types: './schema.ts',
    checked: [{ schema: 'manifest', type: 'ManifestDocument' }],
  },
  {
    file: 'config/validators.generated.ts',
    types: './documents.ts',
    checked: [
      { schema: 'site', type: 'SiteDocument' },
      { schema: 'node', type: 'NodeDocument' },
      { schema: 'host', type: 'HostDocument' },
      { schema: 'preset', type: 'PresetDocument' },
      { schema: 'posture', type: 'PostureDocument' },
      { schema: 'spec', type: 'SpecDocument' },
    ],
  },
  {
    file: 'cli/validators.generated.ts',
    types: '../simulator/trouble.ts',
    checked: [{ schema: 'sim-faults', type: 'FaultPlan' }],
  },
]

const readSchema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'))

/** The text of a file of validators. Compiling a schema would take longer than most of what a command does. */
export function generateValidators({ types, checked }: Validators, read = readSchema): string {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    schemas: Object.fromEntries(checked.map(({ schema }) => [schema, read(schema)])),
    code: { source: true, esm: true, lines: true },
  })
  const names = checked.map(({ type }) => [`is${type}`, type] as const)
  const made = standalone.default(ajv, Object.fromEntries(checked.map(({ schema, type }) => [`is${type}`, schema])))
  const typed = names.reduce(
    (text, [name, type]) => text.replace(`export const ${name} =`, `export const ${name}: Validator<${type}> =`),
    made.replace('"use strict";', ''),
  )
  const used = Object.entries(parts).filter(([part]) => typed.includes(part))
  const own = used.map(([, code], index) => `const part${index} = ${code};\n`)
  const text = used.reduce(
    (text, [part], index) => text.replaceAll(`require("${part}").default`, `part${index}`),
    typed,
  )
  if (text.includes('require(')) throw new Error('the validators need a part of ajv that nothing stands for yet')
  return `${head(
    types,
    names.map(([, type]) => type),
  )}${own.join('')}${text}`
}

const head = (types: string, names: readonly string[]): string => `// @ts-nocheck
/** Made by \`node src/manifest/generate-validators.ts\` from \`schemas/\`, hence longer than a file of ours may be. */
import { isDeepStrictEqual } from 'node:util'
import type { ${names.join(', ')} } from '${types}'
import type { Validator } from '../manifest/schema-problems.ts'

`

/** What generated code asks of ajv, so that it needs none. */
const parts: Readonly<Record<string, string>> = {
  'ajv/dist/runtime/equal': 'isDeepStrictEqual',
  'ajv/dist/runtime/ucs2length': '(text) => Array.from(text).length',
}

if (import.meta.main) {
  for (const validators of generated) {
    writeFileSync(new URL(`../${validators.file}`, import.meta.url), generateValidators(validators))
  }
}
