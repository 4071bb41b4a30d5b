from test_kill import *
def test_x(world):
    cries(world)
    a = world.works(("deliver",))
    print(a)
    from bot.store.tables import help_requests
    with world.store.read() as tx:
        for t in (inbound,outbound,help_requests):
            for r in tx.connection.execute(select(t)): print(t.name, r._asdict())
    assert 0
