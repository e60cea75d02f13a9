/** Questions on a terminal, each of which a flag answers as well; without a terminal the flags and the defaults decide. */
import { createInterface } from 'node:readline'
import { HomestakError } from '../errors.ts'
import { columns } from '../report/columns.ts'
import { plain } from '../report/plain.ts'
import { InterruptedError } from './failure.ts'
import { isConversation, note, type Io } from './io.ts'

export interface Question {
  readonly text: string
  /** As typed on the command line. */
  readonly flag: string
  /** What the flag says. */
  readonly given?: string | undefined
  /** What an empty line means, and what is taken where nobody can be asked. */
  readonly fallback?: string | undefined
  /** What may be chosen, with a word on each; the only one there is needs no question. */
  readonly choices?: readonly { readonly name: string; readonly remark?: string }[]
  /** What is wrong with an answer; undefined: nothing. */
  readonly objection?: (answer: string) => string | undefined
}

export interface Prompt {
  /** Somebody can be asked. */
  readonly conversation: boolean
  /** Throws Usage where neither flag nor default answers and nobody can be asked. */
  ask(question: Question): Promise<string>
  /** `given` is what the flag says; undefined: it was not given. */
  confirm(question: {
    readonly text: string
    readonly given?: boolean | undefined
    readonly fallback: boolean
  }): Promise<boolean>
  /** Unseen while it is typed. */
  secret(text: string): Promise<string>
}

/** With `yes`, nobody is asked, and every default is taken. */
export function createPrompt(io: Io, { yes, stop }: { readonly yes: boolean; readonly stop: AbortSignal }): Prompt {
  const conversation = isConversation(io) && !yes
  const prompt: Prompt = {
    conversation,
    async ask(question) {
      const { flag, given, fallback, choices = [], text } = question
      if (given !== undefined) return accepted(question, given, flag)
      if (!conversation) {
        if (fallback !== undefined) return fallback
        throw new HomestakError({ code: 'Usage', message: `${text}?`, hint: `say it with ${flag}` })
      }
      const [only, ...others] = choices
      if (only && others.length === 0) {
        note(io, plain(`${text}: ${only.name}`))
        return only.name
      }
      const rows = columns(choices.map(({ name, remark = '' }) => [plain(`    ${name}`), plain(remark)]))
      for (const row of rows) note(io, row)
      for (;;) {
        const typed = await readLine(io, `${text}${fallback ? ` [${fallback}]` : ''}: `, stop)
        const answer = typed === '' ? (fallback ?? '') : typed
        const objection = answer === '' ? 'an answer is needed' : objectionTo(question, answer)
        if (objection === undefined) return answer
        note(io, `    ${plain(objection)}`)
      }
    },
    async confirm({ text, given, fallback }) {
      if (given !== undefined) return given
      if (!conversation) return fallback
      for (;;) {
        const typed = await readLine(io, `${text} [${fallback ? 'Y/n' : 'y/N'}] `, stop)
        if (typed === '') return fallback
        if (/^y(es)?$/i.test(typed)) return true
        if (/^no?$/i.test(typed)) return false
        note(io, '    y or n')
      }
    },
    secret: (text) => readUnseen(io, `${text}: `, stop),
  }
  return prompt
}

function accepted(question: Question, answer: string, flag: string): string {
  const objection = objectionTo(question, answer)
  if (objection === undefined) return answer
  throw new HomestakError({ code: 'Usage', message: `${flag} ${answer}: ${objection}` })
}

function objectionTo({ choices, objection }: Question, answer: string): string | undefined {
  if (choices && !choices.some(({ name }) => name === answer)) {
    return choices.length === 0 ? 'there is none' : `it has to be one of ${choices.map(({ name }) => name).join(', ')}`
  }
  return objection?.(answer)
}

/** Trimmed. The end of the input is no answer, and neither is a signal. */
async function readLine(io: Io, text: string, stop: AbortSignal): Promise<string> {
  stop.throwIfAborted()
  io.stderr.write(plain(text))
  const reader = createInterface({ input: io.stdin, signal: stop })
  try {
    for await (const line of reader) {
      stop.throwIfAborted()
      return line.trim()
    }
  } finally {
    reader.close()
  }
  note(io, '')
  stop.throwIfAborted()
  throw noAnswer()
}

const noAnswer = (): HomestakError =>
  new HomestakError({
    code: 'Usage',
    message: 'the input ended before everything was answered',
    hint: 'nothing was written',
  })

const enter = /[\r\n]/
const erase = /[\b\u007f]/
const cancel = '\u0003'
const end = '\u0004'
/** Ctrl-U: all of it. */
const clear = '\u0015'

/** And other keys that are sent as several characters: no part of what is typed. */
const arrows = /\u001b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])/g

async function readUnseen(io: Io, text: string, stop: AbortSignal): Promise<string> {
  const { terminal } = io
  if (!terminal) {
    throw new HomestakError({
      code: 'Usage',
      message: 'a password can only be typed where stdin, stdout and stderr are a terminal',
      hint: 'name a file that has it: --password-file FILE',
    })
  }
  stop.throwIfAborted()
  const answer = Promise.withResolvers<string>()
  let typed = ''
  const quiet = terminal.onKeys((keys) => {
    for (const key of keys.replace(arrows, '')) {
      if (enter.test(key)) answer.resolve(typed)
      else if (key === cancel) answer.reject(new InterruptedError(130))
      else if (key === end && typed === '') answer.reject(noAnswer())
      else if (erase.test(key)) typed = [...typed].slice(0, -1).join('')
      else if (key === clear) typed = ''
      else if (key >= ' ') typed += key
    }
  })
  // Not before nothing is shown of what is typed.
  io.stderr.write(plain(text))
  const onStop = (): void => answer.reject(stop.reason)
  stop.addEventListener('abort', onStop, { once: true })
  try {
    return await answer.promise
  } finally {
    stop.removeEventListener('abort', onStop)
    quiet()
    note(io, '')
  }
}
