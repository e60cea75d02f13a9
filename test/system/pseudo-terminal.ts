/** A program in a terminal that is none: what it draws, what is typed, its size, and the state that it is left in. */
import { spawn } from 'node:child_process'
import { onTestFailed, onTestFinished } from 'vitest'
import { displayWidth } from '../../src/report/columns.ts'
import { environment } from './processes.ts'

/** Runs its arguments in a pseudo-terminal; takes orders as lines of JSON, and tells the end on stderr. */
const keeper = `
import fcntl, json, os, pty, select, signal, struct, sys, termios
def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
pid, fd = pty.fork()
if pid == 0:
    resize(0, 24, 80)
    os.execvp(sys.argv[1], sys.argv[1:])
waiting = b''
while True:
    ready, _, _ = select.select([fd, 0], [], [])
    if fd in ready:
        try: drawn = os.read(fd, 65536)
        except OSError: break
        if not drawn: break
        os.write(1, drawn)
    if 0 in ready:
        orders = os.read(0, 65536)
        if not orders: os.kill(pid, signal.SIGKILL); break
        *lines, waiting = (waiting + orders).split(b'\\n')
        for line in lines:
            order = json.loads(line)
            if 'type' in order: os.write(fd, order['type'].encode())
            if 'size' in order: resize(fd, *order['size'])
            if 'close' in order: os.close(fd); sys.exit()
            if 'signal' in order: os.kill(pid, getattr(signal, order['signal']))
flags = termios.tcgetattr(fd)[3]
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({'code': code, 'cooked': bool(flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG)}), file=sys.stderr)
`

export interface Left {
  /** Negative: the signal that ended it. */
  readonly code: number
  /** Lines are edited and shown as they are typed, Ctrl-C is a signal. */
  readonly cooked: boolean
}

export function inTerminal(cwd: string, words: readonly string[]) {
  const env = { ...environment(cwd), TERM: 'xterm-256color' }
  const child = spawn('python3', ['-c', keeper, ...words], { cwd, env, stdio: 'pipe' })
  // What is typed after its end is lost.
  child.stdin.on('error', () => undefined)
  onTestFinished(() => void child.stdin.end())
  const screen = drawnScreen()
  let told = ''
  let ended = false
  let wake = Promise.withResolvers<void>()
  const news = (): void => {
    wake.resolve()
    wake = Promise.withResolvers()
  }
  let coming = ''
  /** Draws what comes next: a frame as a whole, and no second one with it; false where there is nothing yet. */
  const drawNext = (): boolean => {
    const next = ended ? coming : nextOf(coming)
    coming = coming.slice(next.length)
    screen.take(next)
    return next !== ''
  }
  const drawAll = (): void => {
    while (drawNext());
  }
  onTestFailed(() => {
    drawAll()
    console.error(`on the screen:\n${screen.shown()}\n${screen.main()}`)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    coming += text
    news()
  })
  child.stderr.on('data', (text) => (told += text))
  const left = new Promise<Left>((resolve, reject) => {
    child.once('close', () => {
      ended = true
      news()
      try {
        resolve(JSON.parse(told))
      } catch {
        reject(new Error(told))
      }
    })
  })
  left.catch(() => undefined)
  const order = (value: object): void => void child.stdin.write(`${JSON.stringify(value)}\n`)
  return {
    screen,
    /** Resolves at its end, when all that it drew is on the screen. */
    async left(): Promise<Left> {
      const how = await left
      drawAll()
      return how
    },
    type: (keys: string) => order({ type: keys }),
    resize(columns: number, rows: number) {
      screen.resize(columns, rows)
      order({ size: [rows, columns] })
    },
    /** As when its window is closed; `left` is not told. */
    close: () => order({ close: true }),
    kill: (signal: NodeJS.Signals) => order({ signal }),
    /** Resolves once what is drawn is like that; every frame is looked at, however late. */
    async until(isLikeThat: (shown: string) => boolean): Promise<void> {
      while (!isLikeThat(screen.shown())) {
        if (drawNext()) continue
        if (ended) throw new Error(`ended with on the screen:\n${screen.shown()}\n${screen.main()}`)
        await wake.promise
      }
    },
  }
}

const frame = { begin: '\u001b[?2026h', end: '\u001b[?2026l' }

/** A frame, or what is before the next one; empty where only a part of it has come. */
function nextOf(text: string): string {
  const begin = text.indexOf(frame.begin)
  if (begin > 0) return text.slice(0, begin)
  if (begin === 0) return text.slice(0, text.indexOf(frame.end) < 0 ? 0 : text.indexOf(frame.end) + frame.end.length)
  const begun = /\u001b(\[[?\d;]*)?$/.exec(text)?.[0] ?? ''
  return text.slice(0, text.length - begun.length)
}

const sequence = /\u001b\[(\??)([\d;]*)([A-Za-z])|[\r\n]|[^\u001b\r\n]+/g

/** As much of a terminal as the live view uses; anything else ends on the main screen as text. */
function drawnScreen() {
  const modes = new Map<string, boolean>()
  let size = { columns: 80, rows: 24 }
  let rows: string[] = []
  let row = 0
  let main = ''
  let tooWide = 0
  let timesLeft = 0
  const isAlternate = (): boolean => modes.get('1049') === true
  const print = (text: string): void => {
    if (!isAlternate()) return void (main += text)
    rows[row] = (rows[row] ?? '') + text
    if (displayWidth(rows[row] ?? '') > size.columns || row >= size.rows) tooWide += 1
  }
  const act = (letter: string, numbers: string): void => {
    if (letter === 'H') row = Number(numbers.split(';')[0] || 1) - 1
    if (letter === 'K') rows[row] = ''
    if (letter === 'J') rows = []
  }
  return {
    take(text: string) {
      for (const [token, own, numbers = '', letter] of text.matchAll(sequence)) {
        if (letter === undefined) print(token)
        else if (own === '?') {
          if (numbers === '1049' && letter === 'l') timesLeft += 1
          modes.set(numbers, letter === 'h')
        } else act(letter, numbers)
      }
    },
    resize(columns: number, height: number) {
      size = { columns, rows: height }
    },
    /** The lines of the view; empty while it is away. */
    shown: () => (isAlternate() ? Array.from({ length: size.rows }, (_, index) => rows[index] ?? '').join('\n') : ''),
    /** All that was written past the view. */
    main: () => main.replaceAll('\r', ''),
    /** The main screen, with a cursor, and with lines that run on. */
    isRestored: () => !isAlternate() && modes.get('25') !== false && modes.get('7') !== false,
    /** How often the view made way. */
    timesLeft: () => timesLeft,
    /** Lines that went over the edge; a view just before it hears of a smaller size may do so. */
    tooWide: () => tooWide,
  }
}
