/** How far downloads and uploads are: a line for each on a terminal, drawn anew; a line now and then in a pipe. */
import type { ImageProgress } from '../images/images.ts'
import { cutTo } from '../report/cut.ts'
import { imageProgressText } from '../report/images.ts'
import { createRate } from './image-rate.ts'
import { note, type Io } from './io.ts'

export interface ProgressDisplay {
  readonly onProgress: (progress: ImageProgress) => void
  /** A line that stays, among those that move. */
  readonly onNote: (line: string) => void
  /** Takes the moving lines off the screen. */
  end(): void
}

const drawEveryMs = 200
const tellEveryPercent = 10

interface Course {
  readonly stage: ImageProgress['stage']
  readonly rate: ReturnType<typeof createRate>
  last: ImageProgress
  /** The share that was told last, in a pipe. */
  told: number
}

export function progressDisplay(io: Io): ProgressDisplay {
  const { stderr, clock, env } = io
  const draws = stderr.isTTY === true && env['TERM'] !== 'dumb'
  const courses = new Map<string, Course>()
  let drawn = 0
  let lastDraw = 0

  const lineOf = ({ rate, last }: Course): string => imageProgressText({ ...last, rate: rate(last) })
  const erase = (): void => {
    if (drawn > 0) stderr.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  const draw = (): void => {
    const lines = [...courses.values()].map(lineOf)
    erase()
    for (const line of lines) stderr.write(`${cutTo(line, stderr.columns ?? 80)}\n`)
    drawn = lines.length
    lastDraw = clock.now()
  }
  const tell = (course: Course): void => {
    const { bytes, total, stage } = course.last
    // Reading a file is soon done.
    const share = total && stage !== 'check' ? Math.floor((bytes / total) * (100 / tellEveryPercent)) : 0
    if (share <= course.told) return
    course.told = share
    note(io, lineOf(course))
  }

  return {
    onProgress(progress) {
      const { image, host, stage } = progress
      const key = `${image} ${host ?? ''}`
      const known = courses.get(key)
      const course = known?.stage === stage ? known : { stage, rate: createRate(clock), last: progress, told: -1 }
      course.last = progress
      course.rate(progress)
      courses.set(key, course)
      // What is downloaded here is for whatever host waits for it.
      if (host !== null) courses.delete(`${image} `)
      if (!draws) tell(course)
      else if (course !== known || clock.now() - lastDraw >= drawEveryMs) draw()
    },
    onNote(line) {
      erase()
      note(io, line)
      if (draws) draw()
    },
    end: erase,
  }
}
