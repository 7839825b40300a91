import { Menu } from "@base-ui/react/menu";
import type { MenuProps } from "../Menu";
import { buttonClass } from "../Button";
import styles from "./overlays.module.css";

/** The menu itself; it opens at once, since it was pressed before it was here. */
export function MenuPopup({ label, items, icon, look }: MenuProps) {
  return (
    <Menu.Root defaultOpen modal={false}>
      <Menu.Trigger className={buttonClass(look ?? "quiet", true)} aria-label={label} title={label}>
        {icon}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} collisionPadding={8} className={styles.positioner}>
          <Menu.Popup className={styles.menu}>
            {items.map((item) =>
              item.href === undefined ? (
                <Menu.Item
                  key={item.label}
                  disabled={item.disabled ?? false}
                  className={styles.item}
                  onClick={() => item.run?.()}
                >
                  {item.icon}
                  {item.label}
                </Menu.Item>
              ) : (
                <Menu.LinkItem
                  key={item.label}
                  href={item.href}
                  closeOnClick
                  className={styles.item}
                  onClick={(event) => {
                    if (!item.run || event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    item.run();
                  }}
                >
                  {item.icon}
                  {item.label}
                </Menu.LinkItem>
              ),
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
