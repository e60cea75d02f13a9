/** Images as text: what there is, what was done, and how far it has come. */
import { bytesText } from '../bytes.ts'
import type { ImageDocument, ImageListDocument, ImageOrigin, ImageOutcome, ImageResult } from '../images/documents.ts'
import { columns } from './columns.ts'
import { elapsed } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

export function imageListText({ hosts, cached }: ImageListDocument, paint: Paint): string {
  const blocks = hosts.map(({ host, error, images }) => {
    if (error) {
      const hint = error.hint === null ? [] : [`  ${plain(error.hint)}`]
      return [`${paint.strong(plain(host))}  ${paint.bad(plain(error.message))}`, ...hint]
    }
    const rows = images.map((image) => [
      `  ${plain(image.image)}`,
      image.size === null ? '' : bytesText(image.size),
      digestText(image.digest),
      originText(image.origin),
      image.usedBy.length > 0 ? `used by ${plain(image.usedBy.join(', '))}` : '',
      `${image.kind === 'template' ? 'template ' : ''}${plain(image.place)}${remark(image)}`,
    ])
    return [paint.strong(plain(host)), ...(rows.length > 0 ? columns(rows) : [paint.faint('  no images')])]
  })
  const local = cached.map(({ image, size, digest, origin }) => [
    `  ${plain(image ?? '(unknown)')}`,
    bytesText(size),
    digestText(digest),
    originText(origin),
  ])
  const here = local.length > 0 ? [[paint.strong('this machine'), ...columns(local)]] : []
  return [...blocks, ...here].map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function remark({ kind, whole, chosen }: ImageListDocument['hosts'][number]['images'][number]): string {
  if (!whole) return ' (not whole)'
  if (kind === 'iso') return ' (the API cannot import it)'
  return chosen ? '' : ' (superseded)'
}

const digestText = (digest: string | null): string => digest?.replace('sha256:', '').slice(0, 12) ?? '-'

const originText = (origin: ImageOrigin | null): string => {
  if (origin === null) return '-'
  return plain(origin.repository === null ? (origin.url ?? '-') : `${origin.repository} ${origin.tag ?? ''}`)
}

const words: Readonly<Record<ImageOutcome, string>> = {
  present: 'is there',
  downloaded: 'downloaded',
  uploaded: 'uploaded',
  'would-fetch': 'would be fetched',
  verified: 'verified',
  unverified: 'not verified',
  damaged: 'damaged',
  removed: 'removed',
  'would-remove': 'would be removed',
  kept: 'kept',
  absent: 'is not there',
  failed: 'failed',
}

export function imageResultText(result: ImageResult, paint: Paint): string {
  const { image, host, outcome, place, digest, size, message, hint } = result
  const colour =
    outcome === 'failed' || outcome === 'damaged' ? paint.bad : isDoubtful(outcome) ? paint.attention : paint.good
  const what = [size === null ? '' : bytesText(size), digest === null ? '' : digestText(digest)]
    .filter(Boolean)
    .join(', ')
  const where = host === null ? 'this machine' : plain(host)
  const head = `${paint.strong(plain(image))} on ${where}: ${colour(words[outcome])}${what === '' ? '' : ` (${what})`}`
  const rest = [
    ...(place === null ? [] : [paint.faint(`  ${plain(place)}`)]),
    ...(message === null ? [] : [`  ${plain(message)}`]),
    ...(hint === null ? [] : [`  ${plain(hint)}`]),
  ]
  return [head, ...rest].join('\n')
}

const isDoubtful = (outcome: ImageOutcome): boolean => ['unverified', 'kept', 'absent'].includes(outcome)

export const imageDocumentText = ({ results }: ImageDocument, paint: Paint): string =>
  results.length === 0 ? 'no images\n' : results.map((result) => `${imageResultText(result, paint)}\n`).join('')

export interface ShownProgress {
  readonly image: string
  readonly host: string | null
  readonly stage: 'wait' | 'download' | 'check' | 'host-download' | 'upload' | 'copy'
  readonly bytes: number
  readonly total: number | null
  /** Bytes a second; null before that can be told. */
  readonly rate: number | null
}

/** One line, e.g. `debian-12  downloading  45 % of 780 MB, 23.4 MB/s, 0:18.0 left`. */
export function imageProgressText({ image, host, stage, bytes, total, rate }: ShownProgress): string {
  const at = host === null ? '' : ` on ${plain(host)}`
  const doing = {
    wait: 'waiting for another homestak that downloads it',
    download: 'downloading',
    check: 'checking',
    'host-download': `downloading${at}, by the host itself`,
    upload: `uploading${at}`,
    copy: `Proxmox VE checks and copies it${at}`,
  }[stage]
  const far =
    total === null || total === 0
      ? bytes > 0
        ? bytesText(bytes)
        : ''
      : `${Math.floor((bytes / total) * 100)} % of ${bytesText(total)}`
  const speed = rate === null || rate <= 0 ? '' : `${bytesText(rate)}/s`
  const left = rate && total !== null && total > bytes ? `${elapsed(((total - bytes) / rate) * 1000)} left` : ''
  const more = [far, speed, left].filter(Boolean).join(', ')
  return `${plain(image)}  ${doing}${more === '' ? '' : `  ${more}`}`
}
