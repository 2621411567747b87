"""The HTTP API of returns."""

from services.returns.routes import commands, customers, papers, returns, withdrawals

routers = (returns.router, commands.router, customers.router, papers.router, withdrawals.router)
