import { Speech } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Account } from '../../../callflow/design/document.ts'
import { useDocuments } from '../../store/design.ts'
import { Select } from '../../ui/select.tsx'
import type { Column } from '../../ui/table.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { resetPrompt } from './own-prompt.ts'
import { PromptPanel } from './prompt-panel.tsx'
import { languageName, languagesOf, type Prompt, promptsIn } from './prompt-texts.ts'

const madeBy = ({ own }: Prompt) => (own ? 'Your own' : 'Callwright')

const columns: readonly Column<Prompt>[] = [
  { id: 'name', header: 'Prompt', width: 'minmax(140px, 2fr)', sortBy: ({ id }) => id, cell: ({ id }) => id },
  {
    id: 'says',
    header: 'What it says',
    width: 'minmax(160px, 5fr)',
    sortBy: ({ text }) => text,
    cell: ({ text, textIn }) => <span lang={textIn}>{text}</span>,
  },
  { id: 'by', header: 'Recording', width: '104px', sortBy: madeBy, cell: madeBy },
]

/** Everything the system itself says, in each language, and what the company recorded in its place (M18). */
export function PromptsPage() {
  const [account] = useDocuments('account')
  return account ? <PromptList account={account} /> : null
}

function PromptList({ account }: { readonly account: Account }) {
  const media = useDocuments('media')
  const users = useDocuments('user')
  const languages = useMemo(
    () =>
      languagesOf(
        account,
        users.map((user) => user.language),
      ),
    [account, users],
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const first = languages.find((each) => each === account.language.toLowerCase()) ?? 'en'
  const language = chosen !== null && languages.includes(chosen) ? chosen : first
  const prompts = useMemo(() => promptsIn(language, account, media), [language, account, media])
  return (
    <ListPage
      area="prompts"
      title="Prompts"
      icon={Speech}
      rows={prompts}
      columns={columns}
      rowId={({ id }) => id}
      words={(prompt) => `${prompt.id} ${prompt.text} ${madeBy(prompt)}`}
      empty={{ title: 'No prompts', text: 'Callwright was installed without its recordings. Install it again.' }}
      onDelete={(prompt) => prompt.own && void resetPrompt(prompt)}
      tools={
        <Select
          aria-label="Language"
          value={language}
          options={languages.map((value) => ({ value, label: languageName(value) }))}
          onChange={setChosen}
          className="w-[160px]"
        />
      }
      detail={(prompt, close) => <PromptPanel key={prompt.key} prompt={prompt} onClose={close} />}
    />
  )
}
