import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { switchShortcuts, useShortcuts, type Shortcuts } from "./keyboard";

function Keys({ keys }: { keys: Shortcuts }) {
  useShortcuts(keys);
  return <input aria-label="field" />;
}

const taken = () => vi.fn(() => true);

afterEach(() => switchShortcuts(true));

describe("single keys", () => {
  it("mean the page in front of the shell, and two in a row mean those two", async () => {
    const shell = { d: taken(), "g d": taken() };
    const page = { d: taken() };
    render(
      <>
        <Keys keys={shell} />
        <Keys keys={page} />
      </>,
    );
    await userEvent.keyboard("d");
    expect(page.d).toHaveBeenCalledTimes(1);
    expect(shell.d).not.toHaveBeenCalled();
    await userEvent.keyboard("gd");
    expect(shell["g d"]).toHaveBeenCalledTimes(1);
    expect(page.d).toHaveBeenCalledTimes(1);
  });

  it("rest while somebody types, and beside Ctrl, but Escape does not", async () => {
    const keys = { c: taken(), Escape: taken() };
    render(<Keys keys={keys} />);
    await userEvent.keyboard("{Control>}c{/Control}");
    await userEvent.type(screen.getByRole("textbox"), "c{Escape}");
    expect(keys.c).not.toHaveBeenCalled();
    expect(keys.Escape).toHaveBeenCalledTimes(1);
  });

  it("can be switched off, and stay off", async () => {
    const keys = { c: taken() };
    render(<Keys keys={keys} />);
    switchShortcuts(false);
    await userEvent.keyboard("c");
    expect(keys.c).not.toHaveBeenCalled();
    expect(localStorage.getItem("downstream.keys")).toBe("off");
    switchShortcuts(true);
    await userEvent.keyboard("c");
    expect(keys.c).toHaveBeenCalledTimes(1);
  });

  it("are forgotten with their page", async () => {
    const keys = { c: taken() };
    render(<Keys keys={keys} />).unmount();
    await userEvent.keyboard("c");
    expect(keys.c).not.toHaveBeenCalled();
  });
});
