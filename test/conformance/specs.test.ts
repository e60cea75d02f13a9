/** Specs are resolved and told to Ansible as by the program whose behaviour is kept, where that was right. */
import { compareGroup } from './recorded.ts'
import { answer, comparable } from './specs-case.ts'

compareGroup('specs', answer, comparable)
