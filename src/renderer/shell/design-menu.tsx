import {
  ChevronDown,
  FilePlus2,
  FolderInput,
  FolderOpen,
  FolderOutput,
  Import,
  Monitor,
  Moon,
  Share,
  Sun,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '../api/client.ts'
import { type Refusal, refusalOf } from '../api/refusal.ts'
import { atRest, useDesign } from '../store/design.ts'
import { openDesignDialog, openShortcuts, setTheme, useUi } from '../store/ui.ts'
import { Menu } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import { Logo } from './logo.tsx'

interface RecentDesign {
  readonly path: string
  readonly name: string
}

export function DesignMenu({ folded }: { readonly folded: boolean }) {
  const info = useDesign((state) => state.info)
  const theme = useUi((state) => state.theme)
  const recent = useRecent(info?.path)
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Design ${info?.name ?? ''}: open, create, settings of this window`}
          className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-1 text-left hover:bg-hover data-[state=open]:bg-pressed"
        >
          <Logo />
          {folded ? null : (
            <>
              <span className="min-w-0 flex-1 truncate font-semibold">{info?.name ?? 'Callwright'}</span>
              <ChevronDown aria-hidden size={14} className="shrink-0 text-ink-faint" />
            </>
          )}
        </button>
      }
      groups={[
        {
          actions: [
            { label: 'Open design …', icon: FolderOpen, run: () => openDesignDialog('open') },
            { label: 'New design …', icon: FilePlus2, run: () => openDesignDialog('create') },
          ],
        },
        {
          heading: 'Import',
          actions: [
            { label: 'Kazoo account …', icon: Import, run: () => openDesignDialog('import-kazoo') },
            { label: 'Folder of YAML files …', icon: FolderInput, run: () => openDesignDialog('import-files') },
          ],
        },
        {
          heading: 'Export',
          actions: [
            { label: 'To Kazoo …', icon: Share, run: () => openDesignDialog('export-kazoo') },
            { label: 'To files …', icon: FolderOutput, run: () => openDesignDialog('export-files') },
          ],
        },
        {
          heading: 'Recent',
          actions: recent
            .filter((design) => design.path !== info?.path)
            .slice(0, 6)
            .map((design) => ({ label: design.name, help: design.path, run: () => void openDesign(design.path) })),
        },
        {
          heading: 'Appearance',
          actions: [
            { label: 'As the system', icon: Monitor, checked: theme === 'system', run: () => setTheme('system') },
            { label: 'Light', icon: Sun, checked: theme === 'light', run: () => setTheme('light') },
            { label: 'Dark', icon: Moon, checked: theme === 'dark', run: () => setTheme('dark') },
          ],
        },
        { actions: [{ label: 'Keyboard shortcuts', shortcut: '?', run: () => openShortcuts() }] },
      ]}
    />
  )
}

/** Null when it worked, otherwise why not; shown as a toast unless `quiet`. */
export async function openDesign(path: string, quiet = false): Promise<Refusal | null> {
  try {
    await atRest()
    await api().design.open({ path })
    return null
  } catch (error) {
    const refusal = refusalOf(error)
    if (!quiet) toast.error(refusal.message)
    return refusal
  }
}

function useRecent(current: string | undefined): readonly RecentDesign[] {
  const [recent, setRecent] = useState<readonly RecentDesign[]>([])
  useEffect(() => {
    if (current === undefined) return
    let isCurrent = true
    api()
      .design.recent()
      .then((list) => isCurrent && setRecent(list))
      .catch(() => undefined) // a menu without recent files still works
    return () => {
      isCurrent = false
    }
  }, [current])
  return recent
}
