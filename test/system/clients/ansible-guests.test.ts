/** What Ansible does with guests; in a file of its own, so that it runs beside the rest. */
import { testPlaybooks } from './playbooks.ts'

testPlaybooks('Ansible, guests', 'playbooks/guests')
