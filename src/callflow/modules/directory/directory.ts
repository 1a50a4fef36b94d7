import { z } from 'zod'
import { defaultBranch, defineModule } from '../../define-module.ts'
import { reference } from '../../design/fields.ts'
import { branch, callFlow, stop } from '../../run/script.ts'
import { searchDirectory } from '../../scripts/search-directory.ts'

/** Dial by name: each person leads to a callflow of their own (M20, M41, M59-M61). Who keys nothing three times is not sent on: the flow stops. */
export const directoryStep = defineModule({
  type: 'directory',
  version: 1,
  category: 'advanced',
  name: 'Directory',
  description: 'Callers spell a name with the keys of their phone and are connected to that person.',
  icon: 'book-user',
  mayNeed: ['sound:speech'],
  settings: z.object({ directoryId: reference('directory', { label: 'Directory', help: 'Who can be found.' }) }),
  branches: [{ ...defaultBranch, label: 'Nobody chosen' }],
  waysOn: ({ directoryId }, design) =>
    (design.find('directory', directoryId)?.entries ?? []).map(({ callflowId }) => ({ callflowId, words: 'a name' })),
  summary: ({ directoryId }, design) => design.find('directory', directoryId)?.name ?? '',
  *script(call, { directoryId }) {
    const directory = call.design.find('directory', directoryId)
    if (!directory) return branch('_')
    const found = yield* searchDirectory(call, directory)
    if (found === 'silent') return stop()
    return typeof found === 'object' ? callFlow(found.flowId) : branch('_')
  },
})
