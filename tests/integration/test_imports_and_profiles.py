"""An import and a worker's word about a profile at the same moment, on PostgreSQL."""

from world import FAMILY_COLUMNS, OWN, World

from bot.importing.run import Kind, run_import


def test_a_careful_word_does_not_wait_for_a_dry_run(on: World) -> None:
    """What writes nothing keeps no phone unsafe."""
    on.settle()
    on.family("rosa", phone_is="private")

    def meanwhile(_tx: object) -> tuple[str, ...]:
        on.phone(OWN).texts("monitored F-0001")
        return ()

    file = f"{FAMILY_COLUMNS}\nF-0002,,Tom,parent,,en,,,,,,,,1 Example St,,2026-11-20,\n".encode()
    zone = on.services.program.hours.zone
    run_import(
        on.store,
        Kind.FAMILIES,
        file,
        dry_run=True,
        now=on.clock.now(),
        program_zone=zone,
        texts_ahead=meanwhile,
    )
    on.phone(OWN).gets("read by somebody").ignores()
