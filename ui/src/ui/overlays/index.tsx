// The chunk `overlays`: what needs focus traps, typeahead and collision handling. Its facades are Menu.tsx and Dialog.tsx.
export { DialogPopup } from "./DialogPopup";
export { MenuPopup } from "./MenuPopup";
