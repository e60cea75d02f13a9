/** The screen of a terminal for a view of its own: of each frame only the lines that changed are written. */
import type { Terminal } from './io.ts'

export interface AlternateScreen {
  /** Without a cursor and without lines that run on; what is on the main screen stays there. */
  enter(): void
  leave(): void
  /** The next frame is written whole. */
  clear(): void
  show(lines: readonly string[]): void
}

const csi = '\u001b['
const alternate = `${csi}?1049h${csi}?25l${csi}?7l`
const main = `${csi}0m${csi}?7h${csi}?25h${csi}?1049l`
/** Terminals that know this show all that is between at once. */
const atOnce = (text: string): string => `${csi}?2026h${text}${csi}?2026l`

export function alternateScreen({ write }: Pick<Terminal, 'write'>): AlternateScreen {
  let shown: readonly string[] | null = null
  let entered = false
  return {
    enter() {
      entered = true
      shown = null
      write(alternate)
    },
    leave() {
      if (entered) write(main)
      entered = false
    },
    clear() {
      shown = null
    },
    show(lines) {
      if (!entered) return
      const before = shown
      const erased = before === null ? `${csi}2J` : ''
      const changed = lines.map((line, index) =>
        before?.[index] === line ? '' : `${csi}${index + 1};1H${csi}2K${line}`,
      )
      const text = `${erased}${changed.join('')}`
      if (text !== '') write(atOnce(text))
      shown = lines
    },
  }
}
