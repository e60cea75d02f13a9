/** The service as users have it: installed by homestak, run by a real systemd, against a simulated host. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifest } from '../processes.ts'
import { bootMachine, obstacle, type Machine } from './machine.ts'

const missing = obstacle()
if (missing !== '') process.stderr.write(`skipped: the service under a real systemd (${missing})\n`)

const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']
const declared = (nodes: readonly string[]) =>
  manifest('shop', Object.fromEntries(nodes.map((name) => [name, ''])), 'host: sim')

describe.skipIf(missing !== '')('the service', () => {
  let machine: Machine
  const save = (nodes: readonly string[]) =>
    machine.run(`cat >/srv/lab/manifests/shop.yaml <<'END'\n${declared(nodes)}END\n`)
  const told = (what: string) => `journalctl -u homestak -o cat --no-pager | grep -q '${what}'`
  const ready = (count: number) =>
    machine.until(`test $(homestak status --site-config /srv/lab/site | grep -c ' vm .* True ') = ${count}`)
  const value = (property: string) => machine.run(`systemctl show homestak -p ${property} --value`).trim()
  const host = (options: string) =>
    machine.run(`systemctl stop sim 2>/dev/null; systemctl reset-failed sim 2>/dev/null; rm -f /srv/lab/site/site.yaml
      systemd-run --unit=sim --working-directory=/srv/lab homestak sim --listen 127.0.0.1:8006 --data /srv/lab/world --write-site-config /srv/lab/site ${options}`)

  beforeAll(async () => {
    machine = await bootMachine()
    machine.run('mkdir -p /srv/lab/manifests')
    host('--profile instant')
    await machine.until('test -f /srv/lab/site/site.yaml')
    save(names)
    machine.run('cd /srv/lab && homestak service install manifests --site-config site --metrics 9100')
  })
  afterAll(() => machine?.close())

  test('runs as its unit allows it, and makes what is declared', async () => {
    await ready(names.length)
    expect(value('ActiveState')).toBe('active')
    // What the list of the host shows is up to ten seconds old; from then on it stays as it is.
    await machine.until(`token=$(sed -n 's/^  sim: //p' /srv/lab/site/secrets.yaml | tr -d '"')
      list=$(curl -sfk -H "Authorization: PVEAPIToken=$token" https://127.0.0.1:8006/api2/json/cluster/resources?type=vm)
      test $(echo "$list" | grep -o '"status":"running"' | wc -l) = ${names.length}`)
  })

  test('writes warnings to the journal as such, and the rest not', async () => {
    machine.run('echo "name: [" >/srv/lab/manifests/broken.yaml')
    const warnings = 'journalctl -u homestak -o cat --no-pager -p warning'
    await machine.until(`${warnings} | grep -q broken.yaml`)
    machine.run('rm /srv/lab/manifests/broken.yaml')
    await machine.until(told('Mended'))
    expect(machine.run(warnings)).not.toMatch(/Ready|StepDone|Mended/)
  })

  const reads = () => {
    const metrics = machine.run('curl -sf 127.0.0.1:9100/metrics')
    return Number(/^homestak_api_calls_total\{host="sim",method="GET",status="2xx"\} (\d+)$/m.exec(metrics)?.[1])
  }

  test('reads everything anew on reload, as the same process', async () => {
    const pid = value('MainPID')
    const enough = reads() + names.length
    machine.run('systemctl reload homestak')
    await machine.until(told('Reload'))
    while (reads() < enough) await delay(200)
    expect(value('MainPID')).toBe(pid)
    expect(value('ActiveState')).toBe('active')
  })

  test('is restarted without asking for everything again', async () => {
    machine.run('systemctl restart homestak')
    await machine.until('curl -sf 127.0.0.1:9100/readyz')
    expect(reads()).toBeGreaterThan(0)
    expect(reads()).toBeLessThan(names.length)
    expect(value('Result')).toBe('success')
  })

  test('is started again after it died, also where its state is lost', async () => {
    machine.run(`mkdir -p /run/systemd/system/homestak.service.d
      printf '[Service]\\nRestartSec=1\\n' >/run/systemd/system/homestak.service.d/soon.conf
      systemctl daemon-reload`)
    const pid = value('MainPID')
    machine.run('rm -r /root/.local/state/homestak/*; systemctl kill -s KILL homestak')
    await machine.until(`test "$(systemctl show homestak -p MainPID --value)" -gt ${pid}`)
    await ready(names.length)
    expect(value('NRestarts')).toBe('1')
  })

  test('is stopped in the middle of a task only once that has ended, and goes on from there', async () => {
    machine.run('systemctl stop homestak')
    host('--profile real --speed 0.6')
    await machine.until(
      'test -f /srv/lab/site/site.yaml && curl -skf https://127.0.0.1:8006/ -o /dev/null || test $? = 22',
    )
    save([...names, 'late'])
    machine.run('systemctl start homestak')
    await machine.until(`journalctl -u homestak -o cat --no-pager -n 1 | grep -q 'shop/late  StepStarted: create'`)
    machine.run('systemctl stop homestak')
    expect(value('Result')).toBe('success')
    const log = machine.run('journalctl -u homestak -o cat --no-pager -n 8')
    expect(log).toMatch(/stopping: running tasks are let finish[^]*shop\/late {2}StepDone: create[^]*Deactivated/)
    machine.run('systemctl start homestak')
    await ready(names.length + 1)
    expect(
      machine.run('journalctl -u homestak -o cat --no-pager').match(/shop\/late {2}StepStarted: create/g),
    ).toHaveLength(1)
  })
})
