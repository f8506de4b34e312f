import { createTheme, Drawer, Menu, Modal, Popover, Switch, Tooltip } from '@mantine/core';

/** The head of a dialog is not that of the page. */
const attributes = { header: { role: 'presentation' } };

/** Values that differ from the defaults stand in page.css as variables; here is what components are told. */
export const theme = createTheme({
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Locking the scroll would add a style element by script, which our content policy refuses.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, attributes, transitionProps: { duration: 120 } } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, attributes } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md' } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md' } }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
  },
});
