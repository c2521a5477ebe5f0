import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/600.css'
import '@mantine/core/styles/baseline.layer.css'
import '@mantine/core/styles/default-css-variables.layer.css'
import '@mantine/core/styles/global.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Button.layer.css'
import '@mantine/core/styles/Loader.layer.css'
import '../ui/app.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { theme } from '../theme.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { PinFault } from './pin-fault.tsx'
import { PinPage } from './pin-page.tsx'
import { showTrainingBanner } from '../ui/training-banner.ts'

showTrainingBanner()
const root = document.getElementById('root')
if (root === null) throw new Error('pin.html has no #root')
createRoot(root).render(
  <MantineProvider theme={theme} forceColorScheme="light">
    <ErrorBoundary fallback={() => <PinFault />}>
      <PinPage />
    </ErrorBoundary>
  </MantineProvider>
)
