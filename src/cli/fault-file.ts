/** `sim --faults FILE`: what goes wrong on the simulated host, from YAML, with problems as file:line:col. */
import faultsSchema from '../../schemas/sim-faults.schema.json' with { type: 'json' }
import { readConfig } from '../config/config-document.ts'
import { nodeConfigFiles, readable } from '../config/config-files.ts'
import { check, format } from '../config/schema.ts'
import { HomestakError } from '../errors.ts'
import { problemLines } from '../report/problem.ts'
import type { FaultPlan } from '../simulator/trouble.ts'
import { note, type Io } from './io.ts'
import { isFaultPlan } from './validators.generated.ts'

const faultsFormat = format(faultsSchema, isFaultPlan)

/** `path` is absolute; every problem is written to stderr. Throws NoSuchPath, and Usage where there are problems. */
export async function readFaults(io: Pick<Io, 'stderr'>, path: string): Promise<FaultPlan> {
  const files = readable(nodeConfigFiles)
  if ((await files.kind(path)) === 'missing') {
    throw new HomestakError({ code: 'NoSuchPath', message: `there is no ${path}`, hint: 'name a file with --faults' })
  }
  const { value, problems } = check(await readConfig(path, files), faultsFormat)
  if (value) return value
  for (const line of problemLines(problems)) note(io, line)
  throw new HomestakError({
    code: 'Usage',
    message: `${path} cannot be used`,
    hint: 'schemas/sim-faults.schema.json says what may stand there',
  })
}
