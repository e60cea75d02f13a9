/** Site-configs are resolved as the program resolved them whose behaviour is kept, where that was right. */
import { answer, comparable } from './config-case.ts'
import { compareGroup } from './recorded.ts'

compareGroup('config', answer, comparable)
