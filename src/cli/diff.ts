/** `homestak diff`: what reconcile would do. Writes nothing. */
import { peekStore } from '../../state/sqlite/open-store.ts'
import { diff } from '../reconciler/diff.ts'
import { diffExitCode } from '../reconciler/exit-code.ts'
import { diffText } from '../report/diff.ts'
import { desireOf } from './desire.ts'
import { lookForImages } from './image-look.ts'
import { note, type Io } from './io.ts'
import type { CommonOptions, SelectionOptions } from './options.ts'
import { paintFor, stateDirOf, writeJson } from './output.ts'
import { createPorts, type PortOptions } from './ports.ts'
import { seedGuests } from './seed-states.ts'
import { whileListening } from './signals.ts'
import { typedHere } from './typed.ts'
import { tofuTools, type TofuOptions } from './tofu-tools.ts'

export interface DiffOptions extends CommonOptions, SelectionOptions, PortOptions, TofuOptions {
  readonly exitCode?: true
  readonly maxDestroy?: number
  readonly replace?: readonly string[]
  readonly adopt?: readonly string[]
}

export async function diffVerb(io: Io, paths: readonly string[], options: DiffOptions): Promise<number> {
  return whileListening(io, null, async ({ stop }) => {
    const { desire, narrowing } = await desireOf(io, paths, options)
    if (desire.site === null)
      note(io, 'homestak: site.yaml has no id yet: nothing can be ours, and reconcile will ask for one')
    const store = desire.site === null ? undefined : peekStore(stateDirOf(io, options), desire.site)
    try {
      const { maxDestroy = null, replace = [], adopt = [] } = options
      const tofu = tofuTools(io, options, desire.site ?? '')
      const typed = typedHere(io, paths, options)
      const ports = {
        ...createPorts(io, options),
        typed,
        images: lookForImages(io),
        tofu,
        seedGuest: seedGuests(io, options),
      }
      const document = await diff(ports, desire, { narrowing, maxDestroy, replace, adopt, stop }, store)
      if (options.jsonOutput) writeJson(io, document)
      else io.stdout.write(diffText(document, paintFor(io, io.stdout, options), { verbose: options.verbose === true }))
      return diffExitCode(document, { exitCode: options.exitCode === true })
    } finally {
      store?.close()
    }
  })
}
