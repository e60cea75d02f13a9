/** `sim --faults FILE`: what goes wrong on the simulated host, from YAML, with problems as file:line:col. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import faultsSchema from '../../schemas/sim-faults.schema.json' with { type: 'json' }
import { readConfig } from '../config/config-document.ts'
import { nodeConfigFiles, readable } from '../config/config-files.ts'
import { check, type Format } from '../config/schema.ts'
import { HomestakError } from '../errors.ts'
import { formatProblem, sortProblems } from '../manifest/problem.ts'
import type { FaultPlan } from '../simulator/trouble.ts'

const format: Format<FaultPlan> = {
  validate: new Ajv2020({ allErrors: true, verbose: true, validateSchema: false }).compile(faultsSchema),
  schema: faultsSchema,
  warns: false,
}

/** `path` is absolute. Throws NoSuchPath, and Usage with every problem. */
export async function readFaults(path: string): Promise<FaultPlan> {
  const files = readable(nodeConfigFiles)
  if ((await files.kind(path)) === 'missing') {
    throw new HomestakError({ code: 'NoSuchPath', message: `there is no ${path}`, hint: 'name a file with --faults' })
  }
  const { value, problems } = check(await readConfig(path, files), format)
  if (value) return value
  throw new HomestakError({
    code: 'Usage',
    message: sortProblems(problems).map(formatProblem).join('\n'),
    hint: 'schemas/sim-faults.schema.json says what may stand there',
  })
}
