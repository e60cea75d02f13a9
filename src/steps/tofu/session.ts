/** Where OpenTofu works for one node: its folder, its gate, its commands, and who hears of what goes on. */
import { mkdirSync } from 'node:fs'
import { readingRelay, type Relay } from '../../pve/relayed-writes.ts'
import { createPulse } from './child.ts'
import { commandsIn } from './commands.ts'
import { withFolder } from './folder-trouble.ts'
import { openGate, type Gate } from './gate.ts'
import { clearNode, removeInputs } from './leftover.ts'
import type { Tofu } from './ready.ts'
import { placeOf, type NodePlace, type TofuContext } from './tools.ts'

/** Who hears what an apply comes to. */
export interface Listeners {
  readonly onTask: (upid: string) => void
  readonly onProgress: (line: string, seconds: number) => void
  /** The first task has ended: a disk that is copied or made is there. */
  readonly onCopied?: () => void
}

export interface Session {
  readonly place: NodePlace
  readonly gate: Gate
  readonly tofu: Tofu
  /** Something moved, and is told. */
  readonly onProgress: (line: string) => void
  /** From now on this gets through the gate, and these hear of it. Before, nothing does that could change anything. */
  admit(relay: Relay, listeners: Listeners): void
  /** Ends the gate and takes away what only a run may have. */
  close(): Promise<void>
}

/** Nothing of an earlier run is left there. `silenceMs`: for so long nothing need move. */
export async function openSession(context: TofuContext, silenceMs: number): Promise<Session> {
  const { client, clock, tools, identity, random, stop } = context
  const place = placeOf(tools, identity)
  const pulse = createPulse(clock)
  let began = clock.now()
  let relay = readingRelay(client)
  let listeners: Listeners = { onTask: () => undefined, onProgress: context.onProgress }
  const onProgress = (line: string) => {
    pulse.beat()
    listeners.onProgress(line, (clock.now() - began) / 1000)
  }
  clearNode(tools, identity)
  withFolder(() => mkdirSync(place.home, { recursive: true, mode: 0o700 }))
  const gate = await openGate({
    relay: { pass: (request) => relay.pass(request) },
    random,
    stop,
    onTask: (upid) => listeners.onTask(upid),
  })
  return {
    place,
    gate,
    tofu: commandsIn(tools, place, { clock, stop, silenceMs, pulse, gate, onProgress }),
    onProgress,
    admit(next, given) {
      began = clock.now()
      relay = next
      listeners = given
    },
    async close() {
      await gate.close()
      removeInputs(place)
    },
  }
}
