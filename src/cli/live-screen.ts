/** The live view on a terminal: drawn when something changed, scrolled by keys, gone without a trace on every way out. */
import type { Clock } from '../clock.ts'
import type { RunEvent } from '../reconciler/documents.ts'
import type { LiveState } from '../reconciler/live.ts'
import { eventEntry, noteEntry } from '../report/live/entries.ts'
import { frameOf, type Frame } from '../report/live/frame.ts'
import { lastWords } from '../report/live/last-words.ts'
import type { LiveEntry } from '../report/live/view.ts'
import type { Paint } from '../report/paint.ts'
import { note as writeLine, type Io, type Terminal } from './io.ts'
import { liveKeys, type LiveKey } from './live-keys.ts'
import type { CommonOptions } from './options.ts'
import { alternateScreen, type AlternateScreen } from './alternate-screen.ts'

export type LiveIo = Io & { readonly terminal: Terminal }

/** A terminal on both sides that can do it, and nobody who asked for plain lines. */
export const wantsLive = (io: Io, { color, jsonOutput }: Pick<CommonOptions, 'color' | 'jsonOutput'>): io is LiveIo =>
  io.terminal !== undefined &&
  io.stdout.isTTY === true &&
  io.stderr.isTTY === true &&
  color &&
  jsonOutput !== true &&
  !['', 'dumb'].includes(io.env['TERM'] ?? '') &&
  !io.env['CI'] &&
  !io.env['NO_COLOR']

export interface LiveParts {
  readonly state: () => LiveState
  readonly paint: Paint
  /** Takes secrets out of what is shown. */
  readonly redact: (text: string) => string
}

export interface LiveScreen {
  show(event: RunEvent): void
  /** A line without its end, as it would be written to stderr; what is written there meanwhile comes here by itself. */
  note(line: string): void
  /** Gives the terminal back and says on stderr how things stand. */
  close(): void
}

/** Five frames a second are enough for people. */
const pauseMs = 200
/** More entries than any screen shows. */
const mostEntries = 50
/** Lines for stderr that are written there in the end, so that none is lost with the view. */
const mostNotes = 20

/** Until `close`, or the end of the process. */
export function openLiveScreen(io: LiveIo, { state, paint, redact }: LiveParts): LiveScreen {
  const { terminal, clock } = io
  const screen = alternateScreen(terminal)
  const closing = new AbortController()
  const told = collectEntries(clock)
  const view = { scroll: 0, hideReady: false, help: false }
  let latest = state()
  let frame: Frame = { lines: [], furthest: 0, page: 0 }
  let drawn = -Infinity

  const draw = (): void => {
    const now = clock.now()
    // Spans of time are shown in seconds: without news, one frame a second is enough.
    if (Math.abs(now - drawn) < (told.isNew ? pauseMs : 1000)) return
    told.isNew = false
    drawn = now
    latest = state()
    frame = frameOf({ state: latest, entries: told.entries, ...view, ...terminal.size(), redact }, paint)
    screen.show(frame.lines)
  }
  const changed = (change: () => void) => (): void => {
    change()
    told.isNew = true
    draw()
  }
  const takeKeys = () =>
    terminal.onKeys((typed) => {
      for (const key of liveKeys(typed)) changed(() => press(key, view, frame, screen, terminal))()
    })
  const pause = (): void => {
    releaseKeys()
    screen.leave()
  }
  const resume = changed(() => {
    // Whoever had the terminal meanwhile may have left its modes in any state.
    releaseKeys()
    screen.enter()
    releaseKeys = takeKeys()
    drawn = -Infinity
  })
  const finish = (final: LiveState): void => {
    if (closing.signal.aborted) return
    closing.abort()
    pause()
    for (const release of releases) release()
    for (const line of [...told.notes, ...lastWords(final, redact, paint)]) writeLine(io, line)
  }
  const releases = [
    terminal.divert((text) => text.split('\n').forEach((line) => line !== '' && told.note(line))),
    terminal.onResize(changed(() => screen.clear())),
    terminal.onStop({ pause, resume }),
    // A view that nobody can see is no reason to go on: what runs without a terminal is started without one.
    terminal.onGone(() => terminal.raise('SIGTERM')),
    terminal.onExit(() => finish(latest)),
  ]
  screen.enter()
  let releaseKeys = takeKeys()
  void redrawing(clock, closing.signal, draw)
  return { show: told.show, note: told.note, close: () => finish(state()) }
}

async function redrawing(clock: Clock, until: AbortSignal, draw: () => void): Promise<void> {
  while (!until.aborted) {
    draw()
    await clock.sleep(pauseMs / 2, until).catch(() => undefined)
  }
}

function collectEntries(clock: Clock) {
  const entries: LiveEntry[] = []
  const notes: string[] = []
  const keep = <T>(kept: T[], one: T, most: number): void => {
    kept.push(one)
    if (kept.length > most) kept.shift()
  }
  const told = {
    entries,
    notes,
    /** Since the last frame. */
    isNew: true,
    show(event: RunEvent) {
      const entry = eventEntry(event)
      if (entry) keep(entries, entry, mostEntries)
      told.isNew = true
    },
    note(line: string) {
      keep(notes, line, mostNotes)
      keep(entries, noteEntry(line, clock.now()), mostEntries)
      told.isNew = true
    },
  }
  return told
}

interface Looking {
  scroll: number
  hideReady: boolean
  help: boolean
}

function press(
  key: LiveKey,
  view: Looking,
  { furthest, page }: Frame,
  screen: AlternateScreen,
  terminal: Terminal,
): void {
  const scrollBy = (lines: number): void => {
    view.scroll = Math.max(0, Math.min(furthest, view.scroll) + lines)
  }
  switch (key) {
    case 'up':
      return scrollBy(-1)
    case 'down':
      return scrollBy(1)
    case 'page-up':
      return scrollBy(-page)
    case 'page-down':
      return scrollBy(page)
    case 'home':
      return scrollBy(-furthest)
    case 'end':
      // And stays there while the tree grows.
      return scrollBy(Infinity)
    case 'ready':
      view.hideReady = !view.hideReady
      return
    case 'help':
      view.help = !view.help
      return
    case 'quit':
      return terminal.raise('SIGINT')
    case 'pause':
      return terminal.raise('SIGTSTP')
    case 'redraw':
      return screen.clear()
    default:
      return key satisfies never
  }
}
