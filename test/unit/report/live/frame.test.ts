/** What a frame of the live view shows, on which size of screen. */
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { frameOf } from '../../../../src/report/live/frame.ts'
import type { LiveView } from '../../../../src/report/live/view.ts'
import { colourPaint, noPaint } from '../../../../src/report/paint.ts'
import { busyState, largeState, liveNode, liveState, start } from './made-up-state.ts'

const viewOf = (more: Partial<LiveView>): LiveView => ({
  state: busyState(),
  entries: [],
  columns: 80,
  rows: 24,
  scroll: 0,
  hideReady: false,
  help: false,
  redact: (text) => text,
  ...more,
})

const shown = (more: Partial<LiveView>): string => frameOf(viewOf(more), noPaint).lines.join('\n')

/** All that is seen on the way down. */
function scrolledThrough(more: Partial<LiveView>): string {
  const { furthest, page } = frameOf(viewOf(more), noPaint)
  const tops = Array.from({ length: Math.ceil(furthest / page) + 1 }, (_, index) => index * page)
  return tops.map((scroll) => shown({ ...more, scroll })).join('\n')
}

const large = { columns: 200, rows: 50 }

describe('a frame', () => {
  test('says what is watched, for how long, and how the hosts are', () => {
    const [head, silent, answering] = shown({}).split('\n')
    expect(head).toMatch(/^homestak watches manifests\/ +for 3m$/)
    expect(silent).toBe('✗ hv2 not seen now, last seen 3m ago: connection refused by 192.0.2.7:8006')
    expect(answering).toBe('✓ sim 2s ago')
  })

  test('does not call a host silent that was not asked yet', () => {
    const hosts = [{ host: 'sim', reachable: false, message: null, seen: null }]
    expect(shown({ state: liveState({ hosts }) })).toContain('◦ sim not asked yet')
  })

  test('shows each node with its state, vmid, age and what it waits for, below what it lives on', () => {
    const lines = shown(large).split('\n')
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}✓ front +10231 {2}ready +3m$/))
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}◦ cache +waiting +22s {2}waits for web\/api$/))
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}✓ inner /))
    expect(lines).toContainEqual(expect.stringMatching(/^ {4}✗ worker-2 .*does not exist; next try in 8s$/))
    expect(lines).toContainEqual(expect.stringMatching(/^web on sim$/))
  })

  test('shows a manifest of a single node in one line, with its host where there are others', () => {
    expect(shown(large).split('\n')).toContainEqual(expect.stringMatching(/^\? lab\/old on hv2 +104 +unknown/))
    const nodes = Array.from({ length: 300 }, (_, index) => liveNode('web', { key: `m${index}/web@sim` }))
    const hosts = [{ host: 'sim', reachable: true, message: null, seen: start }]
    const lines = shown({ state: liveState({ nodes, hosts }), rows: 400, columns: 120 }).split('\n')
    const rows = lines.filter((line) => line.includes('/web'))
    expect(rows).toHaveLength(300)
    expect(rows[7]).toMatch(/^✓ m7\/web +\d* +ready/)
    expect(lines.filter((line) => line.includes('m7/') || line.includes('m7 '))).toHaveLength(1)
  })

  test('shows how far a task is and what it said last', () => {
    expect(shown({})).toMatch(
      /▸ api +10232 +working +14s +create the guest from debian-12\n +[█░]{20} +61 % +12s +transferred/,
    )
  })

  test('says in full why a node is held, and what a person can do', () => {
    const text = shown({}).replaceAll(/\n +/g, ' ')
    expect(text).toContain('cores 2 -> 4 and memory 2048 -> 4096 take effect only after a restart of the guest')
    expect(text).toContain('fix: run homestak reconcile manifests/ in another terminal and answer yes, or set settings')
  })

  test('says once what holds several nodes in a row, and the way out', () => {
    const message = '6 guests would be taken away in this run, the limit is 3 of them'
    const held = (name: string, more = {}) => liveNode(name, { state: 'held', message, fix: 'look at it', ...more })
    const text = shown({ state: liveState({ nodes: [held('a'), held('b'), held('c', { fix: 'mend it' })] }) })
    expect(text.match(/fix: look at it/g)).toHaveLength(1)
    expect(text.match(/fix: mend it/g)).toHaveLength(1)
    expect(text).toMatch(/^ *! b .*held +\S+ +6 guests/m)
  })

  test('tells how far images are that nodes wait for', () => {
    const line = 'image debian-12  uploading on sim  45 % of 780 MB, 23.4 MB/s, 0:18.0 left'
    const fetches = [
      { host: 'sim', image: 'debian-12', line, started: liveState({}).now - 12_000, waiting: 3 },
      { host: 'hv2', image: 'debian-12', line: '', started: 0, waiting: 1 },
    ]
    const text = shown({ state: liveState({ fetches }), columns: 160 })
    expect(text).toContain(`▸ ${line}  on its way to sim, 3 nodes wait, 12s`)
    expect(text).toContain('▸ image debian-12  on its way to hv2, 1 node waits')
  })

  test('counts removals down, or says what holds them up', () => {
    const now = start + 192_000
    const removals = [
      { key: 'web/late@sim', at: now + 9000, because: 'a rebase' },
      { key: 'web/gone@sim', at: now + 7000, because: null },
    ]
    expect(shown({ state: liveState({ removals }) })).toMatch(
      /- web\/gone@sim {2}no longer declared: removed in 7s\n- web\/late@sim {2}no longer declared: removed once a rebase is over/,
    )
  })

  test('names broken files with line and column, and a state that takes no more', () => {
    const state = { ...busyState(), trouble: 'the state /var/lib/homestak is full' }
    const text = shown({ state })
    expect(text).toContain("✗ manifests/shop.yaml:12:7: unknown preset 'vm-smal' (did you mean 'vm-small'?)")
    expect(text).toContain('✗ the state /var/lib/homestak is full')
  })

  test('ends with the last events, the newest at the bottom, and the counts', () => {
    const entries = Array.from({ length: 9 }, (_, index) => ({
      time: start + 180_000 + index * 1000,
      about: 'web/api@sim',
      text: `StepDone: number ${index}`,
      tone: null,
    }))
    const lines = shown({ entries }).split('\n')
    expect(lines.slice(-5)).toEqual([
      '  7s  web/api@sim  StepDone: number 5',
      '  6s  web/api@sim  StepDone: number 6',
      '  5s  web/api@sim  StepDone: number 7',
      '  4s  web/api@sim  StepDone: number 8',
      expect.stringMatching(/^3 ready, 1 working, 1 waiting, 1 unknown, 1 held, 1 failed, 1 problem in files/),
    ])
  })

  test('tells the queue, the last look, and how soon every guest is compared', () => {
    const state = liveState({ queue: { depth: 3, running: 1, oldest: start + 189_000 } })
    expect(shown({ state })).toMatch(/─ queue 3, oldest 3s, looked 12s ago, every guest within 10m ──\n/)
    expect(shown({ state: liveState({ looks: { count: 0, last: null } }) })).toContain('not looked yet')
  })

  test('says that there are no nodes', () => {
    expect(shown({ state: liveState() })).toMatch(/\nno nodes +\? keys$/)
  })
})

describe('where there is not room for all', () => {
  test('two nodes that are not Ready are seen among a thousand, the others counted by manifest', () => {
    const text = shown({ state: largeState(1000) })
    expect(text).toContain('▸ api')
    expect(text).toContain('! db')
    expect(text).toContain('fix: run homestak reconcile')
    expect(text).toContain('web on sim  … 100 ready')
    expect(text).toContain('mail on sim  … 100 ready')
  })

  test('scrolling shows every node', () => {
    const text = scrolledThrough({ state: largeState(1000) })
    for (let index = 0; index < 998; index += 1) expect(text).toContain(`n${String(index).padStart(4, '0')} `)
    expect(text).toContain('▸ api')
  })

  test('the end is shown where more is scrolled than there is', () => {
    const { furthest } = frameOf(viewOf({ state: largeState(1000) }), noPaint)
    expect(shown({ state: largeState(1000), scroll: Infinity })).toBe(
      shown({ state: largeState(1000), scroll: furthest }),
    )
  })

  test('those that need a person come before hundreds that only wait', () => {
    const waiting = Array.from({ length: 300 }, (_, index) =>
      liveNode(`w${index}`, { key: `web/w${index}@sim`, state: 'waiting', message: 'waits for web/inner' }),
    )
    const held = liveNode('db', { key: 'web/db@sim', state: 'held', message: 'StaleLock', fix: 'qm unlock 104' })
    const text = shown({ state: liveState({ nodes: [...waiting, held] }) })
    expect(text).toContain('web on sim  … 300 waiting\n  ! db')
    expect(text).toContain('fix: qm unlock 104')
    expect(text).toContain('Waiting\nweb on sim\n  ◦ w0 ')
  })

  test('a node whose parent is left out is shown with the name of that', () => {
    const { nodes } = largeState(1000)
    const below = liveNode('inside', {
      key: 'web/inside@n',
      host: 'n',
      parent: nodes[3]?.key ?? null,
      state: 'working',
    })
    expect(shown({ state: liveState({ nodes: [...nodes, below] }) })).toContain('▸ n0003 › inside ')
  })

  test('many broken files do not hide the nodes that are not Ready', () => {
    const problems = Array.from({ length: 40 }, (_, index) => ({
      file: `m/${index}.yaml`,
      line: 1,
      column: 1,
      message: 'no',
    }))
    const state = { ...largeState(100), problems }
    expect(shown({ state })).toMatch(
      /✗ m\/0.yaml:1:1: no\n(.*\n)*… \d+ more lines like this at the end\n(.*\n)*.*▸ api/,
    )
    expect(scrolledThrough({ state })).toContain('m/39.yaml:1:1')
  })

  test('ready nodes can be taken away altogether', () => {
    expect(shown({ hideReady: true, ...large })).not.toContain('✓ front')
    expect(shown({ hideReady: true, ...large })).toContain('… 3 ready')
    expect(scrolledThrough({ state: largeState(1000), hideReady: true })).not.toContain('n0001')
  })

  test.each([
    [20, 5],
    [40, 10],
    [80, 24],
  ])('the counts are seen on a screen of %d to %d', (columns, rows) => {
    expect(shown({ columns, rows }).split('\n').at(-1)).toMatch(/^3 ready, /)
  })
})

describe('text from elsewhere', () => {
  const evil = liveNode('evil', { state: 'held', message: 'a\u001b[2Jb', fix: 'say \u202eabc' })

  test('moves no cursor', () => {
    const text = frameOf(viewOf({ state: liveState({ nodes: [evil] }) }), colourPaint).lines.join('')
    expect(stripVTControlCharacters(text)).toContain(String.raw`a\u001b[2Jb`)
    expect(text).not.toContain('\u202e')
  })

  test('loses its secrets before it is cut', () => {
    const node = liveNode('a', { state: 'working', message: `token ${'x'.repeat(200)}` })
    const redact = (text: string): string => text.replaceAll('x'.repeat(200), '[redacted]')
    expect(shown({ state: liveState({ nodes: [node] }), redact })).toContain('token [redacted]')
  })
})
