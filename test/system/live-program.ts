/**
 * A program that shows the live view of a made-up run: `small` or the number of nodes. SIGUSR2 makes it throw; how it
 * was ended is written to the file named then; the milliseconds for which it is let finish come last.
 */
import { writeFileSync } from 'node:fs'
import { reportFailure } from '../../src/cli/failure.ts'
import { note } from '../../src/cli/io.ts'
import { openLiveScreen, wantsLive } from '../../src/cli/live-screen.ts'
import { paintFor } from '../../src/cli/output.ts'
import { processIo as io } from '../../src/cli/process-io.ts'
import { finishing, whileListening } from '../../src/cli/signals.ts'
import { busyState, largeState } from '../unit/report/live/made-up-state.ts'

const [size = 'small', ending, finishMs = '700'] = process.argv.slice(2)
const started = io.clock.now()
const state = () => {
  const now = io.clock.now()
  return size === 'small' ? busyState(now, started) : largeState(Number(size), now, started)
}

// As where homestak runs: a terminal that is gone is no failure.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
// A reload, as where homestak watches: not the end.
const deaf = io.onHangup(() => undefined)
process.once('SIGUSR2', () => {
  throw new Error('as asked')
})
process.on('uncaughtException', (error) => process.exit(reportFailure(io, error, { verbose: false })))

process.exitCode = await whileListening(io, finishing, async ({ stop, interruptedCode }) => {
  if (!wantsLive(io, { color: true })) {
    note(io, 'not live')
    return 1
  }
  const screen = openLiveScreen(io, { state, paint: paintFor(io, io.stdout, { color: true }), redact: (text) => text })
  try {
    for (let tick = 1; !stop.aborted; tick += 1) {
      const time = new Date(io.clock.now()).toISOString()
      const event = { schema: 'homestak/event/v1', time, host: 'sim', warning: false } as const
      screen.show({ ...event, key: 'web/api@sim', reason: 'Progress', message: `tick ${tick}` })
      if (tick % 10 === 1)
        screen.show({ ...event, key: 'web/front@sim', reason: 'Ready', message: `for the ${tick}th time` })
      if (tick % 35 === 5) note(io, `warning: written by somebody else at tick ${tick}`)
      await io.clock.sleep(300, stop).catch(() => undefined)
    }
    // What still runs is let finish, in view.
    await io.clock.sleep(Number(finishMs))
  } finally {
    screen.close()
    deaf()
  }
  if (ending !== undefined) writeFileSync(ending, String(interruptedCode()))
  return interruptedCode() ?? 0
})
