import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The blue of the national portals, darkened so that white on shade 7 and shade 7 on white both pass 4.5:1. */
const quay: MantineColorsTuple = [
  '#eef4f9', '#dce8f2', '#b8d0e3', '#8fb4d1', '#6498bf', '#437fae', '#2b699b', '#1a5687', '#134671', '#0c3356'
]

const compact = { size: 'xs' } as const
/** Rows of 28 px (design/ui.md). */
const inputVars = () => ({ wrapper: { '--input-height': '28px', '--input-fz': '13px', '--input-bd': '#7d8b99', '--input-placeholder-color': '#5f6c79' } })

export const theme = createTheme({
  fontFamily: "'Be Vietnam Pro', 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'DejaVu Sans Mono', Consolas, monospace",
  colors: { quay },
  primaryColor: 'quay',
  primaryShade: 7,
  black: '#1b2733',
  defaultRadius: 3,
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  components: {
    Input: { defaultProps: compact, vars: inputVars },
    TextInput: { defaultProps: compact },
    PasswordInput: { defaultProps: compact },
    NativeSelect: { defaultProps: compact },
    Textarea: { defaultProps: compact },
    Button: { defaultProps: compact }
  }
})
