/** `homestak demo`: the whole story on a simulated host, needing nothing. */
import { count } from '../report/duration.ts'
import { acts, finalNodes, isReady } from './demo-acts.ts'
import { withStage } from './demo-stage.ts'
import { colourPaint } from '../report/paint.ts'
import type { Io } from './io.ts'
import type { CommonOptions } from './options.ts'
import { paintFor, writeJson } from './output.ts'
import { whileListening } from './signals.ts'

export async function demoVerb(io: Io, options: CommonOptions): Promise<number> {
  const { stdout, stderr } = io
  const output = options.jsonOutput ? stderr : stdout
  const paint = paintFor(io, output, options)
  const show = (text: string): void => void output.write(text)
  const started = io.clock.now()
  return whileListening(io, null, ({ stop }) =>
    withStage(io, { write: show, colour: paint === colourPaint, verbose: options.verbose === true }, async (stage) => {
      stage.say(
        paint.faint(
          'A simulated Proxmox VE host is up. Nothing outside of this program and a temporary folder is touched.',
        ),
      )
      for (const { title, play, check } of acts) {
        stop.throwIfAborted()
        stage.say(paint.strong(title))
        await play(stage)
        stop.throwIfAborted()
        const objection = check(stage)
        show(
          objection === undefined
            ? `    ${paint.good('checked on the host')}\n`
            : `    ${paint.bad(`but on the host: ${objection}`)}\n`,
        )
        if (objection !== undefined) return 4
      }
      const ready = finalNodes.filter((name) => isReady(stage, name)).length
      // Every guest of the story lives on the one simulated host.
      const summary = { schema: 'homestak/demo/v1', nodes: finalNodes.length, ready, depth: 1 } as const
      const seconds = ((io.clock.now() - started) / 1000).toFixed(1)
      stage.say(
        `${ready} of ${count(finalNodes.length, 'node')} ready after ${count(acts.length, 'act')}, in ${seconds} s.`,
      )
      if (options.jsonOutput) writeJson(io, summary)
      return ready === finalNodes.length ? 0 : 4
    }),
  )
}
