import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useLocation } from "wouter";
import { RefreshToasts } from "../refresh/refresh-toasts.js";
import { Trouble } from "../trouble/trouble.js";
import { Header } from "./header.js";
import { RoomBoundary } from "./room-boundary.js";
import { Rooms } from "./rooms.js";
import styles from "./shell.module.css";

/** What stands around every room. */
export function Shell() {
  const t = useTranslations("app");
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    // who moved by keyboard or hears the page goes on in the new room
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <>
      <a href="#main" className={styles.skip}>
        {t("skip")}
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Trouble>
          <RoomBoundary resetKey={path}>
            <Rooms />
          </RoomBoundary>
        </Trouble>
      </main>
      <RefreshToasts />
    </>
  );
}
