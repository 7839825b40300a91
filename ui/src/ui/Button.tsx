import type { ComponentProps } from "react";
import styles from "./Button.module.css";

export type Look = "primary" | "danger" | "plain" | "quiet";

/** The class of a button, for links that look like one. */
export function buttonClass(look: Look = "plain", iconOnly = false, extra?: string): string {
  return [styles.button, look === "plain" ? "" : styles[look], iconOnly ? styles.icon : "", extra]
    .filter(Boolean)
    .join(" ");
}

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
}

export function Button({ look = "plain", type = "button", className, ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={buttonClass(look, false, className)} />;
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does, and to what. */
  label: string;
  look?: Look;
}

export function IconButton({ label, look = "quiet", type = "button", className, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={rest.title ?? label}
      className={buttonClass(look, true, className)}
    />
  );
}
