/** Whether guests of a host can be hosts themselves. */
import type { WholeFacts } from '../facts.ts'
import { fine, problem, type Finding } from '../finding.ts'
import { named, type HostPlan } from '../planned.ts'

export function checkNested({ host, facts: { cpuFlags }, guests }: HostPlan<WholeFacts>): readonly Finding[] {
  const inner = guests.filter(({ type }) => type === 'pve').map(({ key }) => key)
  if (inner.length === 0 || cpuFlags === null) return []
  const place = { check: 'nested', host } as const
  const module = cpuFlags.includes('vmx') ? 'kvm_intel' : cpuFlags.includes('svm') ? 'kvm_amd' : undefined
  if (module === undefined) {
    const message = `the processors of ${host} have no virtualisation to hand on, which ${named(inner)} needs`
    return [
      problem(
        place,
        'Held',
        message,
        'enable VT-x or AMD-V in the firmware, or nested virtualisation where the host is a guest itself',
      ),
    ]
  }
  return [fine(place, `the processors can; the module has to say Y or 1: cat /sys/module/${module}/parameters/nested`)]
}
