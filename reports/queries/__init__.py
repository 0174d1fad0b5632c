"""What the upper pages read: the case of a class, plan and progress, the fund, what stands out, the catalogues."""
