using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Conversion;

/// <summary>
/// One conversion of one app. It first hands every element of the source to the row of the mapping that covers it, or to the losses;
/// then each row places its elements. An element that a row does not place, the row loses.
/// </summary>
internal sealed class ConversionPass
{
    private static readonly Refusal Empty = new("The element is empty: there is nothing to carry over.", "None.");
    private static readonly Refusal Unknown = new(
        "EcaTools does not know this element.",
        "See what the element does (the Metadata API Developer Guide lists new ones) and set its counterpart on the External Client App by hand.");

    private static readonly Refusal Again = new(
        "The element stands in the file more than once; the first one counts.",
        "Check which value is meant, and mend the source or the result.");

    private static readonly Refusal Secret = new("A secret stands here, and secrets are not carried over.", "Enter it by hand where it is needed.");

    private readonly ConnectedApp app;
    private readonly string name;
    private readonly ApiVersion version;
    private readonly MetadataSchema schema;
    private readonly ConnectedAppMapping mapping;
    private readonly Dictionary<string, RecordDraft> records = new(StringComparer.Ordinal);
    private readonly Dictionary<FieldMapping, List<SourceElement>> found = [];
    private readonly List<(int Order, MetadataLoss Loss)> losses = [];
    private int order;

    public ConversionPass(ConnectedApp app, string name, ApiVersion version, MetadataSchema schema, ConnectedAppMapping mapping)
    {
        (this.app, this.name, this.version, this.schema, this.mapping) = (app, name, version, schema, mapping);
        foreach (RecordMapping record in mapping.Records)
        {
            if (schema.Find(record.Type)!.IsIn(version) && (app.HasOAuth || !record.NeedsOAuth))
            {
                records.Add(record.Type, new RecordDraft(record.Type, schema));
            }
        }
    }

    public ConvertedApp Run()
    {
        Collect(app.Metadata, "", "", covering: null);
        foreach (FieldMapping row in mapping.Fields)
        {
            Apply(row);
        }

        NoteDeviceFlow();
        AddWhatEveryAppHas();
        return new ConvertedApp(
            app.Name,
            name,
            version,
            [.. mapping.Records.Where(record => records.ContainsKey(record.Type)).Select(record => new NamedRecord(name + record.NameSuffix, records[record.Type].ToRecord()))],
            [.. losses.OrderBy(loss => loss.Order).Select(loss => loss.Loss)]);
    }

    /// <summary>Reports an element, and all below it, as not carried over.</summary>
    public void Lose(SourceElement element, string reason, string action)
    {
        if (element.IsDefault)
        {
            return;
        }

        if (element.Field.Group is not { Fields.IsEmpty: false } group)
        {
            losses.Add((element.Order, new MetadataLoss(element.Path, element.Value, reason, action)));
            return;
        }

        foreach (MetadataField field in group.Fields)
        {
            Lose(new SourceElement($"{element.Path}.{field.Name}", element.Order, field), reason, action);
        }
    }

    private void Lose(SourceElement element, Refusal refusal) => Lose(element, refusal.Reason, refusal.Action);

    private void Collect(MetadataRecord record, string parent, string parentLabel, FieldMapping? covering)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (MetadataField field in record.Fields)
        {
            string path = parent.Length == 0 ? field.Name : $"{parent}.{field.Name}";
            string label = parentLabel.Length == 0 ? field.Name : $"{parentLabel}.{field.Name}";
            int index = seen.GetValueOrDefault(field.Name);
            seen[field.Name] = index + 1;
            if (index > 0 || schema.Find(record.Type)?.Elements.GetValueOrDefault(field.Name) is { IsRepeated: true })
            {
                label = string.Create(CultureInfo.InvariantCulture, $"{label}[{index}]");
            }

            FieldMapping? row = mapping.Find(path);
            bool isGroup = field.Group is { Fields.IsEmpty: false };
            FieldMapping? lossRow = row is { Transform: FieldTransform.None } ? row : covering;
            if (isGroup && row is not { Transform: FieldTransform.Group } && (row is null || lossRow == row))
            {
                Collect(field.Group!, path, label, lossRow);
                continue;
            }

            SourceElement element = new(label, order++, field);
            if ((row ?? covering) is not { } mapped)
            {
                Lose(element, schema.Element(app.Metadata.Type, path) is null || element.Value.Length > 0 ? Unknown : Empty);
            }
            else if (mapped.Transform is FieldTransform.None)
            {
                Lose(element, mapped.Reason, mapped.Action);
            }
            else if (field.IsSecret)
            {
                Lose(element, Secret);
            }
            else if (isGroup != mapped.Transform is FieldTransform.Group)
            {
                Lose(element, isGroup || element.Value.Length > 0 ? Unknown : Empty);
            }
            else if (!isGroup && string.IsNullOrWhiteSpace(element.Value))
            {
                Lose(element, Empty);
            }
            else if (found.TryGetValue(mapped, out List<SourceElement>? elements))
            {
                elements.Add(element);
            }
            else
            {
                found.Add(mapped, [element]);
            }
        }
    }

    private void Apply(FieldMapping row)
    {
        if (!found.TryGetValue(row, out List<SourceElement>? elements))
        {
            if (row.Default is null)
            {
                return;
            }

            elements = [new SourceElement(row.From, Order: -1, new MetadataField(row.From, row.Default, Group: null)) { IsDefault = true }];
        }

        switch (row.Transform)
        {
            case FieldTransform.Group:
                PlaceGroups(row, elements);
                return;
            case FieldTransform.List:
                PlaceList(row, elements);
                return;
        }

        SourceElement element = elements[0];
        foreach (SourceElement other in elements.Skip(1))
        {
            Lose(other, Again);
        }

        switch (row.Transform)
        {
            case FieldTransform.CallbackUrls:
                string[] urls = element.Value.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                Place(element, row.To[0], string.Join('\n', urls));
                break;
            case FieldTransform.Certificate when TextForms.ToPem(element.Value) is { } pem:
                Place(element, row.To[0], pem);
                break;
            case FieldTransform.Certificate:
                Lose(element, "This is not an X.509 certificate in base64 or PEM.", "Fetch the certificate that the callers sign with, and deploy it as the certificate of the global OAuth settings: without it the JWT bearer flow is off.");
                break;
            case FieldTransform.RefreshTokenPolicy:
                PlaceRefreshTokenPolicy(row, element);
                break;
            case FieldTransform.ClientCredentialsFlow:
                PlaceClientCredentialsFlow(row, element);
                break;
            case FieldTransform.ClientCredentialsUser when !IsClientCredentialsFlowOn():
                Lose(element, "The client credentials flow is off, so no user is set that it would run as.", $"None, unless the flow is to be used: then switch it on and choose the user in Setup > External Client App Manager > {name}.");
                break;
            default:
                PlaceWord(row, element);
                break;
        }
    }

    /// <summary>Copies a value, or the target's word for it.</summary>
    private void PlaceWord(FieldMapping row, SourceElement element)
    {
        string? value = row.Values is null ? element.Value : row.Values.GetValueOrDefault(element.Value.Trim());
        if (value is null)
        {
            Lose(element, NotAWord(element.Value, row.To[0]));
            return;
        }

        if (row.OrTo is not null && Missing(row.To[0]) is not null && Missing(row.OrTo) is null)
        {
            Place(element, row.OrTo, value);
            return;
        }

        if (Place(element, row.To[0], value))
        {
            foreach ((TargetElement to, string also) in row.Also)
            {
                Place(element, to, also);
            }
        }
    }

    private void PlaceList(FieldMapping row, List<SourceElement> elements)
    {
        TargetElement target = row.To[0];
        List<string> items = [];
        foreach (SourceElement element in elements)
        {
            string item = element.Value.Trim();
            item = row.Values?.GetValueOrDefault(item) ?? item;
            Refusal? refusal = Missing(target)
                ?? (row.ItemPattern?.IsMatch(item) == false ? new Refusal(row.Reason, row.Action) : null)
                ?? (Unfit(target, ref item));
            if (refusal is not null)
            {
                Lose(element, refusal);
            }
            else if (!items.Contains(item, StringComparer.Ordinal))
            {
                items.Add(item);
            }
        }

        if (items.Count > 0)
        {
            records[target.Type].Add(target.Path, string.Join(row.Separator, items));
        }
    }

    private void PlaceGroups(FieldMapping row, List<SourceElement> elements)
    {
        TargetElement target = row.To[0];
        MetadataElement targetElement = schema.Element(target.Type, target.Path)!;
        MetadataType groupType = schema.Find(targetElement.Type)!;
        int placed = 0;
        foreach (SourceElement element in elements)
        {
            Refusal? refusal = Missing(target) ?? (placed == targetElement.Max
                ? new Refusal($"{target} holds at most {targetElement.Max}.", "Merge or drop some, or set the rest by other means.")
                : null);
            RecordDraft draft = new(groupType.Name, schema);
            List<SourceElement> left = [];
            foreach (MetadataField field in element.Field.Group!.Fields)
            {
                if (field is { Group: null, IsSecret: false, Value.Length: > 0 } && row.GroupFields!.TryGetValue(field.Name, out string? to) && !draft.Has(to))
                {
                    draft.Add(to, field.Value);
                }
                else
                {
                    left.Add(new SourceElement($"{element.Path}.{field.Name}", element.Order, field));
                }
            }

            refusal ??= groupType.Elements.Values.FirstOrDefault(required => required.IsRequired && !draft.Has(required.Name)) is { } lacking
                ? new Refusal($"An org refuses it without {lacking.Name}, which has no value in the source.", $"Complete it, and add it to {target} by hand.")
                : null;
            if (refusal is not null)
            {
                Lose(element, refusal);
                continue;
            }

            records[target.Type].Add(target.Path, draft.ToRecord());
            placed++;
            foreach (SourceElement field in left)
            {
                Lose(field, field.Field.IsSecret ? Secret : !row.GroupFields!.ContainsKey(field.Field.Name) ? Unknown : field.Value.Length > 0 ? Again : Empty);
            }
        }
    }

    private void PlaceRefreshTokenPolicy(FieldMapping row, SourceElement element)
    {
        if (TextForms.ToRefreshTokenPolicy(element.Value) is not { } policy)
        {
            Lose(element, "This is not a refresh token policy (infinite, zero, specific_lifetime:N:UNIT, specific_inactivity:N:UNIT).", $"Choose the policy in Setup > External Client App Manager > {name} > Policies > OAuth Policies; until then the org's default holds.");
        }
        else if (Place(element, row.To[0], policy.Type) && policy.Period is not null)
        {
            Place(element, row.To[1], policy.Period);
            Place(element, row.To[2], policy.Unit!);
        }
    }

    private void PlaceClientCredentialsFlow(FieldMapping row, SourceElement element)
    {
        string value = element.Value;
        if (IsClientCredentialsFlowOn() && string.IsNullOrWhiteSpace(app.Metadata["oauthConfig.oauthClientCredentialUser"]))
        {
            value = "false";
            Lose(element, "The client credentials flow is on, but the metadata names no user that it runs as, and an org refuses the flow without one. It was left off.", $"Choose the user in Setup > External Client App Manager > {name} > Policies, and switch the flow on in Settings and in Policies.");
        }

        // One loss, not one for each switch: they come and go together (v60).
        if (Place(element, row.To[0], value))
        {
            Place(element, row.To[1], value);
        }
    }

    private bool IsClientCredentialsFlowOn() => bool.TryParse(app.Metadata["oauthConfig.isClientCredentialEnabled"], out bool on) && on;

    /// <summary>Places a value, or loses its element; true where it was placed.</summary>
    private bool Place(SourceElement element, TargetElement target, string value)
    {
        if ((Missing(target) ?? Unfit(target, ref value)) is { } refusal)
        {
            Lose(element, refusal);
            return false;
        }

        records[target.Type].Add(target.Path, value);
        return true;
    }

    /// <summary>Why the target is not there to take anything; null where it is.</summary>
    private Refusal? Missing(TargetElement target)
    {
        MetadataType type = schema.Find(target.Type)!;
        if (!type.IsIn(version))
        {
            return Since(target.Type, type.First!.Value);
        }

        if (!records.ContainsKey(target.Type))
        {
            return new Refusal(
                $"The app has no OAuth settings, so it has no {target.Type} to hold this.",
                $"Set it on the plugin that the app uses, in Setup > External Client App Manager > {name}.");
        }

        MetadataElement element = schema.Element(target.Type, target.Path)!;
        return element.IsIn(version) ? null
            : version < element.First ? Since(target.ToString(), element.First)
            : new Refusal($"{target} exists up to API version {element.Last}; the files are for {version}.", $"Set it by hand in Setup > External Client App Manager > {name}.");
    }

    private Refusal Since(string what, ApiVersion first) => new(
        $"{what} exists from API version {first} on; the files are for {version}.",
        $"Convert with -ApiVersion {first} or later, or set it by hand in Setup > External Client App Manager > {name}.");

    /// <summary>Why the value is none that the target takes; null where it is one, then in the target's spelling.</summary>
    private Refusal? Unfit(TargetElement target, ref string value)
    {
        string type = schema.Element(target.Type, target.Path)!.Type;
        switch (type)
        {
            case "string":
                return null;
            case "boolean":
                string given = value;
                value = bool.TryParse(value, out bool flag) ? (flag ? "true" : "false") : "";
                return value.Length > 0 ? null : NotAWord(given, target);
            case "int":
                value = value.Trim();
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : NotAWord(value, target);
            default:
                value = value.Trim();
                return schema.FindEnum(type)!.Has(value, version) ? null : NotAWord(value, target);
        }
    }

    private Refusal NotAWord(string value, TargetElement target) => new(
        $"'{value}' is not a value that {target} takes in API version {version}.",
        $"Check the value in the source, and set it by hand in Setup > External Client App Manager > {name}.");

    /// <summary>
    /// Before API version 68.0 ConnectedApp metadata does not say whether the device flow is on. Setup writes a certain callback URL when
    /// it is switched on, but many apps without the flow have that URL too, so the flow is not opened on a guess.
    /// </summary>
    private void NoteDeviceFlow()
    {
        if (string.IsNullOrWhiteSpace(app.Metadata["oauthConfig.isDeviceFlowEnabled"]) && app.Flows.Contains("Device", StringComparer.Ordinal))
        {
            losses.Add((-1, new MetadataLoss(
                "oauthConfig.isDeviceFlowEnabled",
                "",
                "The callback URL hints at the device flow, and metadata before API version 68.0 does not say whether it is on. It was left off.",
                $"If a device uses the app, switch on the device flow in Setup > External Client App Manager > {name} > Settings > OAuth Settings.")));
        }
    }

    private void AddWhatEveryAppHas()
    {
        foreach ((TargetElement to, string value) in mapping.Constants)
        {
            AddOnce(to, value);
        }

        AddOnce(new TargetElement("ExternalClientApplication", "label"), string.IsNullOrWhiteSpace(app.Label) ? app.Name : app.Label);
        AddOnce(new TargetElement("ExtlClntAppConfigurablePolicies", "isOauthPluginEnabled"), app.HasOAuth ? "true" : "false");
        foreach (RecordMapping record in mapping.Records.Where(record => record.NameSuffix.Length > 0))
        {
            AddOnce(new TargetElement(record.Type, "externalClientApplication"), name);

            // An org labels the records that Setup makes with their names.
            AddOnce(new TargetElement(record.Type, "label"), name + record.NameSuffix);
        }
    }

    private void AddOnce(TargetElement target, string value)
    {
        if (Missing(target) is null && !records[target.Type].Has(target.Path))
        {
            records[target.Type].Add(target.Path, value);
        }
    }
}
