/** Node records: one row a node, its lists as JSON. */
import type { DatabaseSync } from 'node:sqlite'
import type { ConditionRecord, NodeRecord, RecordKey } from '../store.ts'
import { asFields, asNumber, asText, choice, list, number, oneOf, optionalNumber, optionalText, text } from './rows.ts'
import type { Row } from './rows.ts'

const columns = `host, manifest, node, type, spec_digest, generation, observed_generation, vmid, uid, addresses,
  conditions, needs, ever_ready, updated, next_try`

export function nodeTable(db: DatabaseSync) {
  const one = db.prepare(`SELECT ${columns} FROM nodes WHERE host = ? AND manifest = ? AND node = ?`)
  const all = db.prepare(`SELECT ${columns} FROM nodes ORDER BY host, manifest, node`)
  const names = db.prepare('SELECT host, manifest, node FROM nodes ORDER BY host, manifest, node')
  const put = db.prepare(
    `INSERT OR REPLACE INTO nodes (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const remove = db.prepare('DELETE FROM nodes WHERE host = ? AND manifest = ? AND node = ?')
  return {
    find({ host, manifest, node }: RecordKey): NodeRecord | undefined {
      const row = one.get(host, manifest, node)
      return row && readNode(row)
    },
    // Row by row: all rows at once would take as much again as what they are read into.
    all: (): readonly NodeRecord[] => Array.from(all.iterate(), readNode),
    names: (): readonly RecordKey[] => Array.from(names.iterate(), readName),
    put(record: NodeRecord): void {
      put.run(
        record.host,
        record.manifest,
        record.node,
        record.type,
        record.specDigest,
        record.generation,
        record.observedGeneration,
        record.vmid ?? null,
        record.uid ?? null,
        JSON.stringify(record.addresses),
        JSON.stringify(record.conditions),
        JSON.stringify(record.needs),
        record.everReady ? 1 : 0,
        record.updated,
        record.nextTry ?? null,
      )
    },
    remove({ host, manifest, node }: RecordKey): void {
      remove.run(host, manifest, node)
    },
  }
}

const readName = (row: Row): RecordKey => ({
  host: text(row, 'host'),
  manifest: text(row, 'manifest'),
  node: text(row, 'node'),
})

function readNode(row: Row): NodeRecord {
  const vmid = optionalNumber(row, 'vmid')
  const uid = optionalText(row, 'uid')
  const nextTry = optionalNumber(row, 'next_try')
  return {
    ...readName(row),
    type: oneOf(row, 'type', ['vm', 'ct', 'pve', 'network']),
    specDigest: text(row, 'spec_digest'),
    generation: number(row, 'generation'),
    observedGeneration: number(row, 'observed_generation'),
    ...(vmid === undefined ? {} : { vmid }),
    ...(uid === undefined ? {} : { uid }),
    addresses: list(row, 'addresses', asText),
    conditions: list(row, 'conditions', readCondition),
    needs: list(row, 'needs', asText),
    everReady: number(row, 'ever_ready') === 1,
    updated: number(row, 'updated'),
    ...(nextTry === undefined ? {} : { nextTry }),
  }
}

function readCondition(item: unknown): ConditionRecord {
  const { type, status, reason, message, fix, since } = asFields(item)
  return {
    type: asText(type),
    status: choice(status, ['True', 'False', 'Unknown']),
    reason: asText(reason),
    message: asText(message),
    ...(fix === undefined ? {} : { fix: asText(fix) }),
    since: asNumber(since),
  }
}
