using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>
/// One conversion of one app. It first hands every element of the source to the row of the mapping that covers it, or
/// to the losses; then each row places its elements. An element that a row does not place, the row loses.
/// </summary>
internal sealed class ConversionPass
{
    private readonly ConnectedApp _app;
    private readonly string _name;
    private readonly ConversionOptions _options;
    private readonly ConnectedAppMapping _mapping;
    private readonly TargetRecords _targets;
    private readonly Dictionary<FieldMapping, List<SourceElement>> _found = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<FieldMapping> _spoiled = new(ReferenceEqualityComparer.Instance);
    private int _order;

    public ConversionPass(ConnectedApp app, string name, ConversionOptions options, ConnectedAppMapping mapping)
    {
        (_app, _name, _options, _mapping) = (app, name, options, mapping);
        _targets = new TargetRecords(app, name, options.ApiVersion, mapping);
        Losses = new ConversionLosses(name);
    }

    /// <summary>What is not carried over.</summary>
    public ConversionLosses Losses { get; }

    public ConvertedApp Run()
    {
        // Tokens, grants and the like are no part of what is converted; and what no file ever holds is not said again
        // for each app.
        MetadataType related = MetadataSchema.Default.Find(ConnectedApp.RelatedType)!;
        foreach (
            UnreadPart part in _app.NotRead.Where(part =>
                !part.IsBeyondFiles && related.Elements.ContainsKey(part.Type)
            )
        )
        {
            Losses.Add(part);
        }

        Collect(_app.Metadata, MetadataSchema.Default.Find(_app.Metadata.Type), "", "", covering: null);
        Collect(_app.Related, MetadataSchema.Default.Find(_app.Related.Type), "", "", covering: null);
        FieldPlacement placement = new(_app, _name, _options, _targets, Losses);
        foreach (FieldMapping row in _mapping.Fields)
        {
            if (_found.TryGetValue(row, out List<SourceElement>? elements))
            {
                placement.Apply(row, elements);
            }
            else if (row.Default is not null && !_spoiled.Contains(row))
            {
                placement.Apply(
                    row,
                    [
                        new SourceElement(row.From, Order: -1, new MetadataField(row.From, row.Default, Group: null))
                        {
                            IsDefault = true,
                        },
                    ]
                );
            }
        }

        NoteDeviceFlow();
        _targets.Complete();
        return new ConvertedApp(_app.Name, _name, _options.ApiVersion, _targets.ToRecords(), Losses.ToArray())
        {
            Notes = [.. Losses.Notes],
        };
    }

    private void Collect(
        MetadataRecord record,
        MetadataType? type,
        string parent,
        string parentLabel,
        FieldMapping? covering
    )
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (MetadataField field in record.Fields)
        {
            string path = parent.Length == 0 ? field.Name : $"{parent}.{field.Name}";
            string label = parentLabel == parent ? path : $"{parentLabel}.{field.Name}";
            MetadataElement? element = type?.Elements.GetValueOrDefault(field.Name);
            int index = seen.GetValueOrDefault(field.Name);
            seen[field.Name] = index + 1;
            if (index > 0 || element is { IsRepeated: true })
            {
                label = string.Create(CultureInfo.InvariantCulture, $"{label}[{index}]");
            }

            FieldMapping? row = _mapping.Find(path);
            bool isGroup = field.Group is { Fields.IsEmpty: false };
            FieldMapping? lossRow = row is { Transform: FieldTransform.None } ? row : covering;
            if (isGroup && row is not { Transform: FieldTransform.Group } && (row is null || lossRow == row))
            {
                Collect(
                    field.Group!,
                    element is null ? null : MetadataSchema.Default.Find(element.Type),
                    path,
                    label,
                    lossRow
                );
                continue;
            }

            SourceElement source = new(label, _order++, field);
            if ((row ?? covering) is not { } mapped)
            {
                Losses.Add(
                    source,
                    element is null || source.Value.Length > 0 ? NotCarriedOver.Unknown : NotCarriedOver.Empty
                );
            }
            else if (mapped.Transform is FieldTransform.None)
            {
                Losses.Add(source, mapped, record);
            }
            else if (!isGroup && string.IsNullOrWhiteSpace(source.Value))
            {
                Losses.Add(source, NotCarriedOver.Empty);
            }
            else if (field.IsSecret || isGroup != mapped.Transform is FieldTransform.Group)
            {
                // Something was meant here, so that it does not mean what an app without the element means.
                Losses.Add(source, field.IsSecret ? NotCarriedOver.Secret : NotCarriedOver.Unknown);
                _spoiled.Add(mapped);
            }
            else if (_found.TryGetValue(mapped, out List<SourceElement>? others))
            {
                others.Add(source);
            }
            else
            {
                _found.Add(mapped, [source]);
            }
        }
    }

    /// <summary>
    /// Before API version 68.0 ConnectedApp metadata does not say whether the device flow is on. Setup writes a certain
    /// callback URL when it is switched on, but many apps without the flow have that URL too, so the flow is not opened
    /// on a guess.
    /// </summary>
    private void NoteDeviceFlow()
    {
        if (
            string.IsNullOrWhiteSpace(_app.Metadata["oauthConfig.isDeviceFlowEnabled"])
            && _app.DeclaredFlows.Contains(OAuthFlow.Device)
        )
        {
            Losses.Add(
                new MetadataLoss(
                    "oauthConfig.isDeviceFlowEnabled",
                    "",
                    "The callback URL hints at the device flow, and metadata before API version 68.0 "
                        + "does not say whether it is on. It was left off.",
                    $"If a device uses the app, switch on the device flow in Setup > External Client App "
                        + $"Manager > {_name} > Settings > OAuth Settings."
                )
            );
        }
    }
}
