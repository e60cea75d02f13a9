/** Values as sops knows them: what a scalar of YAML means to it, and the bytes that it encrypts and hashes. */
import { isScalar, Scalar, type Node } from 'yaml'
import { Refusal } from './refusal.ts'

export interface Leaf {
  readonly type: 'str' | 'int' | 'float' | 'bool' | 'time'
  /** What is encrypted, and what goes into the hash over all values. */
  readonly text: string
}

/** Null has no value to hide. Throws Refusal for what sops does not know either. */
export function leafOf(scalar: Scalar): Leaf | null {
  const { type, tag, source = '', range } = scalar
  if (tag !== undefined && tag !== 'tag:yaml.org,2002:str') {
    throw new Refusal('the value has a tag', 'leave out the tag', range?.[0])
  }
  const plain = (type ?? Scalar.PLAIN) === Scalar.PLAIN && tag === undefined
  return plain ? plainLeaf(source) : { type: 'str', text: String(scalar.value) }
}

/** Whether a name is text: sops takes no other. */
export const isTextKey = (key: Node): key is Scalar => isScalar(key) && leafOf(key)?.type === 'str'

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const infinities: Readonly<Record<string, string>> = { '': '+Inf', '+': '+Inf', '-': '-Inf' }

/** As the YAML reader of sops takes a text without quotes. */
function plainLeaf(source: string): Leaf | null {
  if (nulls.has(source)) return null
  if (/^(?:true|True|TRUE)$/.test(source)) return { type: 'bool', text: 'True' }
  if (/^(?:false|False|FALSE)$/.test(source)) return { type: 'bool', text: 'False' }
  if (/^\.(?:nan|NaN|NAN)$/.test(source)) return { type: 'float', text: 'NaN' }
  const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(source)
  if (infinite) return { type: 'float', text: infinities[infinite[1] ?? ''] ?? '' }
  const time = timeText(source)
  if (time !== undefined) return { type: 'time', text: time }
  const number = /^[-+.\d]/.test(source) ? source.replaceAll('_', '') : ''
  const whole = wholeNumber(number)
  if (whole !== undefined) return { type: 'int', text: whole }
  if (
    /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(number) &&
    !(source.startsWith('.') && source !== number)
  ) {
    return { type: 'float', text: floatText(Number(number)) }
  }
  return { type: 'str', text: source }
}

function wholeNumber(text: string): string | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  const inGo = /^0o?[0-7]+$/.test(digits) ? `0o${digits.replace(/^0o?/, '')}` : digits
  if (!/^(?:0|[1-9]\d*|0o[0-7]+|0[xX][\da-fA-F]+|0[bB][01]+)$/.test(inGo)) return undefined
  const value = BigInt(inGo) * (sign === '-' ? -1n : 1n)
  return value > 0x7fff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n ? undefined : String(value)
}

/** The shortest digits that give the number again, never with an exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(Object.is(value, -0) ? '-0' : String(value)) ?? []
  const digits = whole + part
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** A date or time in the one form that sops writes it in. */
function timeText(source: string): string | undefined {
  const parts =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(\.\d{1,9})?(Z|[-+]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)(\.\d{1,9})?))?$/.exec(
      source,
    )
  if (!parts) return undefined
  const [, year = '', month = '', day = '', ...rest] = parts
  const [hour, minute, second, fraction, zone] = rest[0] === undefined ? rest.slice(5) : rest
  const two = (text = '0') => text.padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  const daily = `${two(hour)}:${two(minute)}:${two(second)}`
  if (new Date(`${date}T${daily}Z`).toJSON()?.slice(0, 10) !== date) return undefined
  const exact = (fraction ?? '').replace(/\.?0+$/, '')
  return `${date}T${daily}${exact}${zone === undefined || /^[-+]00:00$/.test(zone) ? 'Z' : zone}`
}
