/** What a preflight found, as text: by host, the good in a line each, the rest with what to do. */
import type { Finding, PreflightDocument } from '../preflight/finding.ts'
import { columns } from './columns.ts'
import { count } from './duration.ts'
import type { Paint } from './paint.ts'
import { plain } from './plain.ts'

export function preflightText({ findings, summary }: PreflightDocument, paint: Paint): string {
  const hosts = [...new Set(findings.map(({ host }) => host))].toSorted((a, b) => (a ?? '').localeCompare(b ?? ''))
  const blocks = hosts.map((host) => {
    const own = findings.filter((finding) => finding.host === host)
    return [paint.strong(plain(host ?? 'this machine')), ...lines(own, paint)].join('\n')
  })
  return [...blocks, summaryText(summary, paint), ''].join('\n')
}

function lines(findings: readonly Finding[], paint: Paint): readonly string[] {
  const rows = columns(
    findings.map(({ check, result, message }) => [`  ${paintOf(result, paint)(result)}`, check, plain(message)]),
  )
  return findings.flatMap(({ fix }, index) => [
    rows[index] ?? '',
    ...(fix === null ? [] : [paint.faint(`           ${plain(fix)}`)]),
  ])
}

const paintOf = (result: Finding['result'], { good, attention, bad }: Paint) =>
  result === 'ok' ? good : result === 'warning' ? attention : bad

function summaryText({ warning, problem }: PreflightDocument['summary'], { good, attention, bad }: Paint): string {
  if (problem > 0) return bad(`${count(problem, 'problem')}, ${count(warning, 'warning')}`)
  return warning > 0 ? attention(`no problem, ${count(warning, 'warning')}`) : good('nothing stands in the way')
}
