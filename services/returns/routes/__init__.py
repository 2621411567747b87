"""The HTTP API of returns."""

from services.returns.routes import commands, customers, papers, pictures, returns, withdrawals

routers = (returns.router, commands.router, customers.router, papers.router, pictures.router, withdrawals.router)
