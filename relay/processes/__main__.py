"""What ``python -m relay.processes ORDERS`` does, into which a command turns once it has started its first child."""

from relay.processes.loading import begin_loading, end_loading, load_structlog


def main() -> None:
    """Keep the processes that the first argument orders."""
    begin_loading()
    load_structlog()
    from relay.processes.supervise import main as run  # noqa: PLC0415 - structlog comes first

    end_loading()
    run()


if __name__ == "__main__":
    main()
