import { useEffect } from 'react'
import { Pages } from '../pages/pages.tsx'
import { followKeyboard, registerCommands } from '../store/commands.ts'
import { follow } from '../store/follow.ts'
import { guardLeaving } from '../store/leaving.ts'
import { followAddress } from '../store/route.ts'
import { useTheme } from '../store/theme.ts'
import { useUi } from '../store/ui.ts'
import { Toaster } from '../ui/toast.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { phoneCommands } from '../softphone/phone-commands.ts'
import { PhoneHost } from '../softphone/phone-host.tsx'
import { PhonePanel } from '../softphone/phone-panel.tsx'
import { CreateSheets } from '../forms/create-sheets.tsx'
import { CallDialog } from './call-dialog.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { DesignDialogs } from './design-dialogs.tsx'
import { EmergencyBanner } from './emergency-banner.tsx'
import { OutsideStopBanner } from './outside-stop-banner.tsx'
import { DeployDialog } from './deploy-dialog.tsx'
import { EnginePanel } from './engine-panel.tsx'
import { EngineQuestionDialog } from './engine-question.tsx'
import { Navigation } from './navigation.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { SearchPalette } from './search-palette.tsx'
import { shellCommands } from './shell-commands.ts'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import { TopBar } from './top-bar.tsx'
import { UnsavedBanner } from './unsaved-banner.tsx'

export function App() {
  const theme = useTheme()
  const navFolded = useUi((state) => state.navFolded)
  useEffect(() => {
    const ending = new AbortController()
    void follow(ending.signal)
    const stop = [
      followKeyboard(),
      followAddress(),
      guardLeaving(),
      registerCommands(shellCommands),
      registerCommands(phoneCommands),
      () => ending.abort(),
    ]
    return () => {
      for (const end of stop) end()
    }
  }, [])
  return (
    <TooltipProvider>
      <div className="flex h-full flex-col">
        <OfflineBanner />
        <EmergencyBanner />
        <OutsideStopBanner />
        <UnsavedBanner />
        <ConflictDialog />
        <div className="flex min-h-0 flex-1">
          <Navigation />
          <div className="flex min-w-0 flex-1 flex-col">
            <TopBar />
            <div className="flex min-h-0 flex-1">
              <main className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
                <Pages />
              </main>
              <PhonePanel />
            </div>
          </div>
        </div>
      </div>
      <PhoneHost />
      <EnginePanel />
      <EngineQuestionDialog />
      <DeployDialog />
      <CallDialog />
      <SearchPalette />
      <ShortcutSheet />
      <CreateSheets />
      <DesignDialogs />
      <Toaster theme={theme} leftPx={navFolded ? 64 : 224} />
    </TooltipProvider>
  )
}
