namespace EcaTools.PracticeOrg.Values;

/// <summary>The rows of an object at one moment, and the way to one of them by its id.</summary>
internal sealed class RowSet
{
    private readonly Lazy<Dictionary<string, Row>> _byId;

    public RowSet(IReadOnlyList<Row> rows)
    {
        Rows = rows;
        _byId = new(() =>
            rows.Where(r => r.Text("Id") is not null).ToDictionary(r => r.Text("Id")!, StringComparer.Ordinal)
        );
    }

    public IReadOnlyList<Row> Rows { get; }

    public Row? Find(string id) => _byId.Value.GetValueOrDefault(id);
}
